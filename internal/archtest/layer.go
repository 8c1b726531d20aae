package archtest

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"
)

// layer says what the packages of a folder may import of this module. "x/..." is x and everything below it. A folder
// "x/*" is every folder below x that has no row of its own.
type layer struct {
	folder string
	may    []string
}

// layers is the import table. Everything points inwards: adapters (store, channel/*, web/*) never meet, and only cli sees
// all. The row with the longest matching folder holds; a folder without a row is a fault.
var layers = []layer{
	{"cmd/jikim", []string{"internal/cli"}},
	{"charters", []string{"internal/core/..."}},
	{"calendars", []string{"internal/core/..."}},
	{"internal/core/*", []string{"internal/core/..."}},
	{"internal/locale", []string{"internal/core/..."}},
	{"internal/letter", []string{"internal/core/...", "internal/locale"}},
	{"internal/sign", nil},
	{"internal/seal", nil},
	{"internal/share", nil},
	{"internal/sandbox", nil},
	{"internal/channel", []string{"internal/core/..."}},
	{"internal/channel/*", []string{"internal/core/...", "internal/channel"}},
	{"internal/channel/phone/*", []string{"internal/core/...", "internal/channel", "internal/channel/phone", "internal/channel/phone/sip"}},
	{"internal/channel/phone", []string{"internal/core/...", "internal/channel", "internal/channel/phone/sip"}},
	{"internal/channel/scan", []string{"internal/core/...", "internal/channel", "internal/sandbox"}},
	{"internal/channel/fax", []string{"internal/core/...", "internal/channel", "internal/channel/scan"}},
	{"internal/channel/post", []string{"internal/core/...", "internal/channel", "internal/channel/scan"}},
	{"internal/channel/email", []string{"internal/core/...", "internal/channel", "internal/channel/email/message"}},
	{"internal/channel/solapi", []string{"internal/core/...", "internal/channel", "internal/channel/provider"}},
	{"internal/channel/sms", []string{"internal/core/...", "internal/channel", "internal/channel/provider"}},
	{"internal/channel/sens", []string{"internal/core/...", "internal/channel", "internal/channel/provider"}},
	{"internal/app", []string{"internal/core/...", "internal/locale", "internal/letter", "internal/sign", "internal/channel", "internal/seal", "internal/share", "internal/ledger"}},
	{"internal/engine", []string{"internal/core/...", "internal/channel", "internal/app"}},
	{"internal/ledger", nil},
	{"internal/ledger/witness", []string{"internal/ledger"}},
	{"internal/verify", []string{"internal/core/...", "internal/ledger"}},
	{"internal/store", []string{"internal/core/...", "internal/app", "internal/ledger"}},
	{"internal/store/storetest", []string{"internal/core/...", "internal/app", "internal/store", "internal/ledger"}},
	{"internal/web", []string{"internal/core/...", "internal/locale", "internal/channel", "internal/app", "internal/web/ui"}},
	{"internal/web/ui", []string{"internal/core/...", "internal/locale"}},
	{"internal/web/place", []string{"internal/core/...", "internal/locale", "internal/web/ui"}},
	{"internal/web/ask", []string{"internal/core/...", "internal/locale", "internal/app", "internal/web/ui"}},
	{"internal/web/*", surface},
	{"internal/web/staff/stafftest", append(slices.Clip(surface), "internal/web/staff", "test/...")},
	{"internal/web/desk", append(slices.Clip(surface), "internal/web/staff", "internal/share")},
	{"internal/web/manage", append(slices.Clip(surface), "internal/web/staff")},
	{"internal/config", []string{"internal/core/..."}},
	{"internal/obs", nil},
	{"internal/cli", []string{"charters", "calendars", "internal/...", "test/..."}},
	{"internal/archtest", nil},
	{"test/*", []string{"charters", "calendars", "internal/...", "test/..."}},
}

// surface is what the pages and the interface for programs may import; what desk and manage share stands in web/staff,
// what portal and kiosk show of places in web/place, and the screens of a questionnaire in web/ask.
var surface = []string{"internal/core/...", "internal/locale", "internal/channel", "internal/app", "internal/web", "internal/web/ask", "internal/web/place", "internal/web/ui"}

// forTests is what tests may import beside what their package may: shipped data, the harness, a real database. Those of the
// surfaces may import each other, since a site is tested as a whole.
var forTests = []string{"charters", "calendars", "test/...", "internal/channel/channeltest", "internal/ledger", "internal/store", "internal/store/storetest"}

// imports holds every file to the import table.
func imports(t *source) []Fault {
	var faults []Fault
	for _, f := range t.goFiles() {
		row := findLayer(f.folder())
		if row == nil {
			faults = append(faults, Fault{"import", f.path, 0, "the folder has no row in the import table of archtest: give it one, or put the file where it belongs"})
			continue
		}
		for _, spec := range f.syntax.Imports {
			target, ours := strings.CutPrefix(importPath(spec), t.module+"/")
			if !ours || permits(row.may, target) || f.test() && testMay(f.folder(), target) {
				continue
			}
			faults = append(faults, Fault{"import", f.path, t.line(spec.Pos()), fmt.Sprintf("%s may not import %s", f.folder(), target)})
		}
	}
	return faults
}

func testMay(folder, target string) bool {
	return target == folder || permits(forTests, target) || within(folder, "internal/web") && within(target, "internal/web")
}

func findLayer(folder string) *layer {
	var best *layer
	for i := range layers {
		row := &layers[i]
		if row.folder == folder {
			return row
		}
		parent, wild := strings.CutSuffix(row.folder, "/*")
		if wild && strings.HasPrefix(folder, parent+"/") && (best == nil || len(row.folder) > len(best.folder)) {
			best = row
		}
	}
	return best
}

func permits(may []string, target string) bool {
	return slices.ContainsFunc(may, func(m string) bool {
		if root, all := strings.CutSuffix(m, "/..."); all {
			return within(target, root)
		}
		return m == target
	})
}

// homes says which folders may import a module of other people's. A module without a home is a fault: a new dependency is
// a decision, with its reason in docs/dependencies.md.
var homes = map[string][]string{
	"codeberg.org/go-pdf/fpdf":          {"internal/sign"},
	"github.com/a-h/templ":              {"internal/web/..."},
	"github.com/alecthomas/kong":        {"internal/cli"},
	"github.com/arran4/golang-ical":     {"internal/cli", "internal/web/desk"},
	"github.com/boombuler/barcode":      {"internal/sign", "internal/web/ui"},
	"github.com/chromedp/cdproto":       {"test/browser"},
	"github.com/chromedp/chromedp":      {"test/browser"},
	"github.com/coder/websocket":        {"internal/channel/pbx"},
	"github.com/danielgtaylor/huma/v2":  {"internal/web/api"},
	"github.com/emersion/go-imap/v2":    {"internal/channel/email", "test/..."},
	"github.com/emersion/go-sasl":       {"internal/channel/email", "test/..."},
	"github.com/emersion/go-smtp":       {"internal/channel/email", "test/..."},
	"github.com/goccy/go-yaml":          {"internal/core/yaml", "internal/locale"},
	"github.com/google/uuid":            {"internal/app", "internal/store/...", "internal/cli", "test/..."},
	"github.com/jackc/pgx/v5":           {"internal/store/...", "test/..."},
	"github.com/tink-crypto/tink-go/v2": {"internal/seal"},
	"github.com/wneessen/go-mail":       {"internal/channel/email"},
	"golang.org/x/crypto":               {"internal/app"},
	"golang.org/x/mod":                  {"internal/ledger/...", "internal/verify", "internal/cli", "test/..."},
	"golang.org/x/sync":                 {"internal/..."},
	"golang.org/x/sys":                  {"internal/channel/phone/capture"},
	"golang.org/x/term":                 {"internal/cli"},
	"golang.org/x/net":                  {"internal/channel/email/..."},
	"golang.org/x/text":                 {"internal/locale", "internal/app", "internal/core/textmessage", "internal/channel/email/...", "test/..."},
	"golang.org/x/time":                 {"internal/web/...", "internal/channel/phone/hep"},
	"modernc.org/sqlite":                {"internal/store/..."},
}

// testModules may be imported by tests and under test/, and by nothing that is linked into the program.
var testModules = []string{
	"github.com/chromedp/chromedp", "github.com/google/go-cmp", "github.com/makiuchi-d/gozxing", "github.com/rogpeppe/go-internal",
	"github.com/santhosh-tekuri/jsonschema/v6", "golang.org/x/net", "pgregory.net/rapid",
}

// modules holds every file to the homes of the modules.
func modules(t *source) []Fault {
	var faults []Fault
	for _, f := range t.goFiles() {
		for _, spec := range f.syntax.Imports {
			p := importPath(spec)
			if std(p) || p == t.module || strings.HasPrefix(p, t.module+"/") {
				continue
			}
			if (f.test() || within(f.path, "test", "internal/store/storetest")) && within(p, testModules...) {
				continue
			}
			if text := homeless(p, f); text != "" {
				faults = append(faults, Fault{"module", f.path, t.line(spec.Pos()), text})
			}
		}
	}
	return faults
}

// homeless says why a file may not import a package of other people's; "" when it may.
func homeless(p string, f *file) string {
	for module, folders := range homes {
		if !within(p, module) {
			continue
		}
		if permits(folders, f.folder()) {
			return ""
		}
		return fmt.Sprintf("%s is used in %s only", module, strings.Join(folders, ", "))
	}
	if within(p, testModules...) {
		return fmt.Sprintf("%s is for tests only", p)
	}
	return fmt.Sprintf("%s has no home in archtest: name one, with its reason in docs/dependencies.md", p)
}

// std tells the standard library by its first element, which has no dot.
func std(p string) bool {
	first, _, _ := strings.Cut(p, "/")
	return !strings.Contains(first, ".")
}

func importPath(spec *ast.ImportSpec) string {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value // cannot happen in what the parser took
	}
	return p
}

// importName is the name by which a file speaks of an import of the standard library.
func importName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	return path.Base(importPath(spec))
}
