package cli

import (
	"context"
	"fmt"
	"net/netip"

	"jikim/internal/app"
	"jikim/internal/channel/webhook"
)

// hooking says which networks of this machine and its links hooks may be sent to.
type hooking struct {
	WebhookAllow []string `name:"webhook-allow" help:"Networks that webhooks may be sent to although they are loopback or link-local, such as 127.0.0.0/8." placeholder:"CIDR" env:"JIKIM_WEBHOOK_ALLOW"`
}

// hookSender returns who sends to hooks.
func (c *hooking) hookSender() (app.HookSender, error) {
	var allowed []netip.Prefix
	for _, text := range c.WebhookAllow {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("--webhook-allow: %q is no network; write it like 127.0.0.0/8", text)
		}
		allowed = append(allowed, p)
	}
	return hookSender{webhook.New(allowed)}, nil
}

// hookSender is the channel as the use cases know it.
type hookSender struct{ *webhook.Sender }

// Send sends one request.
func (s hookSender) Send(ctx context.Context, c app.HookCall) (status int, failure string) {
	return s.Sender.Send(ctx, c.URL, c.Secret, c.ID, c.At, c.Body)
}
