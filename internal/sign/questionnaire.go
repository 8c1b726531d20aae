package sign

import "strconv"

// Question is one question of a printed questionnaire.
type Question struct {
	Text      string
	From, To  int    // the points of its scale; equal: it is answered in words
	Low, High string // what its ends mean
	None      string // "does not apply"; empty: that is no answer to it
}

// Questionnaire is a numbered questionnaire on paper. It is filled in by hand and entered by the office, or answered on a telephone by
// its code.
type Questionnaire struct {
	Title, Office Name
	Number        string   // as it is called when it is entered, such as "No. 12"
	Lead          []string // paragraphs above the questions
	Questions     []Question
	Code, Caption string // the address that the code leads to, and what is said under it
	Foot          string
	Page          func(n, of int) string
}

// The measures of a questionnaire, in millimetres. Letters are 4.2 mm high, as 12 point are, for those who read with effort.
const (
	formMargin = 16.0
	formText   = 4.2
	formSmall  = 3.2
	formBox    = 5.2
	formWords  = 26.0 // height of a field for words
)

// Paper lays the questionnaire on sheets of A4, with its number on each. No question is torn apart.
func (q *Questionnaire) Paper() []Sheet {
	f := &filling{q: q}
	f.begin()
	for i := range q.Questions {
		f.question(i+1, &q.Questions[i])
	}
	for i := range f.sheets {
		s := &f.sheets[i]
		s.write(A4Width-formMargin, A4Height-10, 40, formSmall, right, grey, q.Page(i+1, len(f.sheets)))
		s.write(formMargin, A4Height-10, 130, formSmall, left, grey, q.Foot)
	}
	return f.sheets
}

// filling is a questionnaire that is being laid out.
type filling struct {
	q      *Questionnaire
	sheets []Sheet
	y      float64
}

func (f *filling) sheet() *Sheet { return &f.sheets[len(f.sheets)-1] }

// begin makes a sheet; the first has title, code and lead.
func (f *filling) begin() {
	q, first := f.q, len(f.sheets) == 0
	f.sheets = append(f.sheets, Sheet{Title: q.Title.KO + " " + q.Number, Width: A4Width, Height: A4Height})
	s := f.sheet()
	s.write(A4Width-formMargin, 16, 60, 5.5, right, black, q.Number)
	if !first {
		f.y = 26
		return
	}
	const code = 26.0
	s.write(formMargin, 20, 120, 7, left, black, q.Title.KO)
	s.write(formMargin, 27, 120, formText, left, grey, q.Office.KO)
	f.y = 36
	for _, line := range fold(q.Lead, A4Width-2*formMargin-code-6, formText) {
		s.write(formMargin, f.y, A4Width-2*formMargin-code-6, formText, left, black, line)
		f.y += formText * 1.5
	}
	s.code(A4Width-formMargin-code, 20, code, q.Code)
	y := 20 + code + formSmall*1.5
	for _, line := range fold([]string{q.Caption}, code+4, formSmall) {
		s.write(A4Width-formMargin, y, code+4, formSmall, right, grey, line)
		y += formSmall * 1.4
	}
	f.y = max(f.y, y) + 3
}

// question sets one question below the last, or on the next sheet.
func (f *filling) question(n int, q *Question) {
	width := A4Width - 2*formMargin
	lines := fold([]string{strconv.Itoa(n) + ". " + q.Text}, width, formText)
	height := float64(len(lines))*formText*1.4 + formBox + formSmall*1.6 + 5
	if q.From == q.To {
		height = float64(len(lines))*formText*1.4 + formWords + 5
	}
	if f.y+height > A4Height-16 {
		f.begin()
	}
	s := f.sheet()
	for _, line := range lines {
		s.write(formMargin, f.y+formText, width, formText, left, black, line)
		f.y += formText * 1.4
	}
	f.y += 1.5
	if q.From == q.To {
		s.frame(formMargin, f.y, width, formWords)
		f.y += formWords + 3.5
		return
	}
	f.scale(s, q, width)
}

// scale draws a box for each point with its number in it, the meaning of the ends below, and a box for what does not apply.
func (f *filling) scale(s *Sheet, q *Question, width float64) {
	points, room := q.To-q.From+1, width
	if q.None != "" {
		room -= 34
	}
	step := min(room/float64(points), 16)
	for i := range points {
		x := formMargin + float64(i)*step
		s.frame(x, f.y, formBox+2, formBox)
		s.write(x+(formBox+2)/2, f.y+formBox-1.5, formBox, formSmall, middle, grey, strconv.Itoa(q.From+i))
	}
	if q.None != "" {
		x := formMargin + width - 32
		s.frame(x, f.y, formBox, formBox)
		s.write(x+formBox+1.5, f.y+formBox-1.3, 26, formSmall, left, black, q.None)
	}
	f.y += formBox + formSmall*1.3
	end := formMargin + float64(points-1)*step + formBox + 2
	s.write(formMargin, f.y, 60, formSmall, left, grey, q.Low)
	s.write(end, f.y, 60, formSmall, right, grey, q.High)
	f.y += 3.5
}

// frame draws an empty box.
func (s *Sheet) frame(x, y, w, h float64) {
	const line = 0.3
	s.box(x, y, w, line, grey)
	s.box(x, y+h-line, w, line, grey)
	s.box(x, y, line, h, grey)
	s.box(x+w-line, y, line, h, grey)
}
