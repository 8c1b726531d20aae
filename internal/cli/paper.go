package cli

import (
	"context"
	"time"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/channel/post"
	"jikim/internal/channel/scan"
)

// paper reads scans that officers hand in at the desk.
type paper struct{ *scan.Reader }

// ReadPaper reads one.
func (p paper) ReadPaper(ctx context.Context, in *app.Paper, now time.Time) (*channel.Letter, error) {
	return post.Read(ctx, p.Reader, post.Paper{Source: "desk", Name: in.File.Name, Body: in.File.Body, Scanned: now,
		Stamp: post.Stamp{At: in.Came, Precision: in.Precision}, Register: in.Register, Returned: in.Returned})
}

// equip has scans taken at the desk when the programs that read them are there.
func (c *serveCmd) equip(s *app.Service, say func(string, ...any)) {
	r, err := scan.Open()
	if err != nil {
		say("scans cannot be handed in at the desk", "error", err)
		return
	}
	s.Equip(paper{r})
}
