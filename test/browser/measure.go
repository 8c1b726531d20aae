package browser

import "fmt"

// What a page may weigh and how far it may move while it loads.
const (
	// MaxWeight is the limit of the first load in bytes as they travel, compressed and without fonts.
	MaxWeight = 150_000
	// MaxShift is the limit of layout shift (the score of the Layout Instability API), a tenth of what Web Vitals call good.
	MaxShift = 0.01
	// MinTouch is the least height and width of what is touched, in CSS pixels, where fingers alone do the work. Elsewhere it is
	// 24 or room around (WCAG 2.5.8), which axe checks.
	MinTouch = 44
)

// Measure is what a page was found to be, beside what axe checks.
type Measure struct {
	Status   int      `json:"status"` // of HTTP
	Title    string   `json:"title"`
	Lang     string   `json:"lang"`
	Headings int      `json:"headings"` // of the first level
	Weight   int      `json:"weight"`   // bytes of the first load, compressed, without fonts
	Shift    float64  `json:"shift"`    // sum of the scores of all shifts since it was opened
	Shifted  []string `json:"shifted"`  // what moved, with the score of its shift
	Drawn    bool     `json:"drawn"`    // frames were drawn: otherwise nothing could shift
	Unmarked []string `json:"unmarked"` // elements on which one cannot see that they have the focus
	Small    []string `json:"small"`    // controls with less than MinTouch
}

// Measure measures the page as it stands after loading. It moves the focus about.
func (p *Page) Measure() Measure {
	p.t.Helper()
	return Eval[Measure](p, fmt.Sprintf(measure, MinTouch))
}

// Faults names what is wrong with a page in that language, by the limits above; touch says that it is worked by fingers alone.
func (m Measure) Faults(lang string, touch bool) []string {
	var faults []string
	fault := func(wrong bool, format string, args ...any) {
		if wrong {
			faults = append(faults, fmt.Sprintf(format, args...))
		}
	}
	fault(m.Title == "", "no title")
	fault(m.Lang != lang, "language %q, want %q", m.Lang, lang)
	fault(m.Headings != 1, "%d headings of the first level", m.Headings)
	fault(m.Weight > MaxWeight, "%d bytes to load", m.Weight)
	fault(!m.Drawn, "no frame was drawn, so that nothing is known about layout shift")
	fault(m.Shift > MaxShift, "layout shift %.3f: %q", m.Shift, m.Shifted)
	fault(len(m.Unmarked) > 0, "focus cannot be seen on %q", m.Unmarked)
	fault(touch && len(m.Small) > 0, "small to touch: %q", m.Small)
	return faults
}

// measure is an expression of JavaScript; %d is the least size of controls.
//
// What has the focus is compared with itself without it, together with its neighbours, since boxes to tick and files are
// often drawn by their label, and places on a plan by their shape. Of controls that are dressed alike one is looked at.
const measure = `(async () => {
	const least = %d;
	const name = e => (e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + "." + (e.getAttribute("class") ?? "") + " " + e.textContent.trim().slice(0, 30)).trim();
	const shifts = [], watch = new PerformanceObserver(l => shifts.push(...l.getEntries()));
	watch.observe({type: "layout-shift", buffered: true});
	await document.fonts.ready;
	const drawn = await Promise.race([
		new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))),
		new Promise(done => setTimeout(() => done(false), 5000)),
	]);
	await new Promise(done => setTimeout(done, 0));
	shifts.push(...watch.takeRecords());
	watch.disconnect();
	const moved = shifts.filter(s => !s.hadRecentInput);
	const loaded = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
	const shown = e => e.checkVisibility({checkVisibilityCSS: true}) && e.getBoundingClientRect().width > 0;
	const controls = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
		.filter(e => shown(e) && !e.disabled);
	const look = e => [e, e.nextElementSibling, e.parentElement, e.closest("label"), e.querySelector("rect, path, polygon")].filter(Boolean).map(n => {
		const s = getComputedStyle(n);
		return [s.outlineStyle === "none" ? "" : s.outlineWidth + s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor, s.stroke, s.strokeWidth].join();
	}).join("|");
	const dress = e => e.tagName + "." + (e.getAttribute("class") ?? "") + "." + e.type;
	const kinds = new Map(controls.map(e => [dress(e) + "<" + dress(e.parentElement), e]));
	const unmarked = [];
	const before = document.activeElement;
	for (const e of kinds.values()) {
		before?.blur();
		document.activeElement?.blur();
		const without = look(e);
		e.focus({preventScroll: true, focusVisible: true});
		if (document.activeElement === e && look(e) === without) {
			await new Promise(requestAnimationFrame);
			if (look(e) === without) unmarked.push(name(e));
		}
		e.blur();
	}
	before?.focus?.({preventScroll: true});
	const area = e => {
		const boxes = [e, ...(e.labels ?? [])].map(n => n.getBoundingClientRect());
		return {w: Math.max(...boxes.map(b => b.width)), h: Math.max(...boxes.map(b => b.height))};
	};
	const small = controls.filter(e => { const a = area(e); return a.w < least - 0.5 || a.h < least - 0.5; });
	return {
		status: loaded[0].responseStatus, title: document.title, lang: document.documentElement.lang,
		headings: [...document.querySelectorAll("h1")].filter(shown).length,
		weight: loaded.filter(e => !/\.woff2$/.test(e.name)).reduce((n, e) => n + e.encodedBodySize, 0),
		shift: moved.reduce((n, s) => n + s.value, 0),
		shifted: moved.flatMap(s => s.sources.filter(x => x.node?.tagName).map(x => s.value.toFixed(3) + " " + name(x.node))).slice(0, 8),
		drawn, unmarked: unmarked.slice(0, 8), small: small.map(name).slice(0, 8),
	};
})()`
