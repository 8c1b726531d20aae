package portal

import (
	"strings"

	"jikim/internal/app"
)

// courseTitle names a complaint by what it is about, or an opinion.
func (p followPage) courseTitle(k app.FollowedCourse) string {
	about := "choice.about." + k.About
	switch {
	case k.Opinion:
		return p.C.T("course.opinion")
	case p.C.Has(about):
		return p.C.T("course.complaint.about", "about", p.C.T(about))
	}
	return p.C.T("course.complaint")
}

// answers says who answers: department or desk, name and telephone, as far as they are known.
func (p followPage) answers(k app.FollowedCourse) string {
	where := k.Answers.Department
	if where == "" {
		where = k.Answers.Desk
	}
	var who []string
	for _, part := range []string{where, k.Answers.Name, k.Answers.Phone} {
		if part != "" {
			who = append(who, part)
		}
	}
	return p.C.T("course.answers", "who", strings.Join(who, " · "))
}
