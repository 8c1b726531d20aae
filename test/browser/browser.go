// Package browser drives Chromium for tests of pages: opens them at the width of a desk or a phone, presses keys, takes
// pictures and checks accessibility with axe-core. A machine without Chromium fails the tests: pages that nobody has
// looked at are not tested.
package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long one step in the browser may take, on a machine that is busy with other tests.
const patience = time.Minute

// programs are the names under which Chromium is installed.
var programs = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// Browser is a running Chromium without a window and without a network of its own accord.
type Browser struct {
	t   testing.TB
	ctx context.Context
}

// Start starts Chromium; it ends with the test. Start it once in a test and open a Page for each subtest.
func Start(t testing.TB) *Browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(find(t)),
		chromedp.NoSandbox, // containers of build machines have no user namespaces
		chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-back-forward-cache", true), // going back loads the page again, as browsers do that are short of memory
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("lang", "ko-KR"),
	)
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("stop the browser: %v", err)
		}
		stop()
		stopAllocator()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return &Browser{t: t, ctx: ctx}
}

func find(t testing.TB) string {
	t.Helper()
	for _, name := range programs {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatalf("no Chromium found: install it (apt-get install chromium); looked for %s", strings.Join(programs, ", "))
	return ""
}

// Screen is the size of a screen in CSS pixels.
type Screen struct {
	Width, Height int64
	Touch         bool
}

// The screens every page is tested on.
var (
	Desk  = Screen{Width: 1280, Height: 900}
	Phone = Screen{Width: 390, Height: 844, Touch: true}
	// Zoomed is a desk screen at 400 %, as WCAG 1.4.10 asks: 320 CSS pixels wide without scrolling sideways.
	Zoomed = Screen{Width: 320, Height: 256}
)

// Page is one tab with cookies and storage of its own.
type Page struct {
	t        testing.TB
	ctx      context.Context
	mu       sync.Mutex
	problems []string
}

// Page opens an empty tab of that size; it closes with the test t.
func (b *Browser) Page(t testing.TB, s Screen) *Page {
	t.Helper()
	p := &Page{t: t}
	ctx, stop := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.listen))
	t.Cleanup(stop)
	p.ctx = ctx
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	p.Resize(s)
	return p
}

// listen collects what goes wrong inside the page: uncaught errors, blocked scripts and styles, files not found.
func (p *Page) listen(event any) {
	var problem string
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level != log.EntryLevelError {
			return
		}
		problem = e.Entry.Text + " " + e.Entry.URL
	case *runtime.EventExceptionThrown:
		problem = e.ExceptionDetails.Text
	default:
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = append(p.problems, problem)
}

// Problems returns what went wrong inside the page so far: uncaught errors, breaches of the Content-Security-Policy,
// files not found.
func (p *Page) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.problems...)
}

func run[T any](p *Page, what string, a chromedp.Action[T]) T {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
	return v
}

// Resize changes the size of the screen.
func (p *Page) Resize(s Screen) {
	p.t.Helper()
	var options []chromedp.EmulateViewportOption
	if s.Touch {
		options = append(options, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	run(p, "resize", chromedp.EmulateViewport(s.Width, s.Height, options...))
}

// SetCookie gives the page a cookie for the site of that address.
func (p *Page) SetCookie(url, name, value string) {
	p.t.Helper()
	run(p, "set the cookie "+name, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: url})
		return err
	}))
}

// Dark makes the page that of a computer whose owner wants dark screens.
func (p *Page) Dark() {
	p.t.Helper()
	run(p, "make it dark", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
		return err
	}))
}

// WithoutScripts switches scripts off for the pages opened from now on.
func (p *Page) WithoutScripts() {
	p.t.Helper()
	run(p, "switch scripts off", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

// Offline cuts the page off from the network, or connects it again; its scripts are told, as by a real loss of the network.
func (p *Page) Offline(off bool) {
	p.t.Helper()
	run(p, "change the network", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if _, err := cdp.Call(ctx, target, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		everything := &network.Conditions{DownloadThroughput: -1, UploadThroughput: -1, Offline: off}
		if _, err := cdp.Call(ctx, target, network.EmulateNetworkConditionsByRule,
			network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{everything}}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, target, network.OverrideNetworkState,
			network.OverrideNetworkStateParams{Offline: off, DownloadThroughput: -1, UploadThroughput: -1})
		return err
	}))
}

// Open goes to an address and waits until the page has loaded.
func (p *Page) Open(url string) {
	p.t.Helper()
	run(p, "open "+url, chromedp.Navigate(url))
}

// Back goes back to the page before and waits until it has loaded.
func (p *Page) Back() {
	p.t.Helper()
	run(p, "go back", chromedp.NavigateBack())
}

// Click clicks on the first element that the CSS selector finds, after it has become visible.
func (p *Page) Click(selector string) {
	p.t.Helper()
	run(p, "click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// Follow clicks and waits for the page that the click leads to.
func (p *Page) Follow(selector string) {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		p.t.Fatalf("follow %s: %v", selector, err)
	}
}

// Type types a text into the field that the CSS selector finds.
func (p *Page) Type(selector, text string) {
	p.t.Helper()
	p.Until(`document.readyState === "complete"`) // before that the page may still fill the field itself
	run(p, "type into "+selector, chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Upload chooses files in a file field.
func (p *Page) Upload(selector string, files ...string) {
	p.t.Helper()
	run(p, "upload to "+selector, chromedp.SetUploadFiles(chromedp.CSS(selector), files))
}

// Press presses keys, wherever the focus is. Special keys are the constants of chromedp's package kb. Each key carries
// its letter, as on a real keyboard, so that a script that takes the key also keeps the letter from being typed.
func (p *Page) Press(keys string) {
	p.t.Helper()
	p.Until(`document.readyState === "complete"`) // before that the scripts that hear the keys may not run
	run(p, "press "+keys, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		for _, key := range keys {
			if err := press(ctx, target, key); err != nil {
				return err
			}
		}
		return nil
	}))
}

func press(ctx context.Context, target *chromedp.Target, key rune) error {
	events := kb.Encode(key)
	down, up := *events[0], *events[len(events)-1]
	for _, e := range events {
		if e.Type == kb.KeyChar {
			down.Type, down.Text, down.UnmodifiedText = input.DispatchKeyEventTypeKeyDown, e.Text, e.UnmodifiedText
		}
	}
	if _, err := cdp.Call(ctx, target, input.DispatchKeyEvent, down); err != nil {
		return err
	}
	_, err := cdp.Call(ctx, target, input.DispatchKeyEvent, up)
	return err
}

// Text returns the visible text of the first element found.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return run(p, "read "+selector, chromedp.Text(chromedp.CSS(selector)))
}

// Wait waits until an element is visible.
func (p *Page) Wait(selector string) {
	p.t.Helper()
	run(p, "wait for "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
}

// Path returns path and query of the page shown.
func (p *Page) Path() string {
	p.t.Helper()
	return Eval[string](p, "location.pathname + location.search")
}

// Eval runs a JavaScript expression in the page and returns its value.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	return run(p, "evaluate "+expression, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// often is how often Until looks. Frames are not counted: a page behind another one draws none.
const often = 50 * time.Millisecond

// gone is what the browser says when a page is replaced by the next one while it is being looked at.
const gone = "Cannot find context with specified id"

// Until waits until a JavaScript expression is true, on this page or on the one that comes after it.
func (p *Page) Until(expression string) {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	for {
		_, err := chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingInterval(often), chromedp.WithPollingTimeout(patience)))
		if err == nil {
			return
		}
		if !strings.Contains(err.Error(), gone) {
			p.t.Fatalf("wait until %s: %v", expression, err)
		}
	}
}

// Shot takes a picture of the whole page when the environment variable SHOTS names a folder, so that people can look at what
// the tests have seen: SHOTS=/somewhere go test ./test/browser/...
func (p *Page) Shot(name string) {
	p.t.Helper()
	folder := os.Getenv("SHOTS")
	if folder == "" {
		return
	}
	run(p, "wait for the fonts", chromedp.Evaluate[string]("document.fonts.ready.then(() => document.fonts.status)", chromedp.EvalAwaitPromise))
	picture := run(p, "take a picture", chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
}
