package machine

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode/utf8"
)

// Sizes of the drawing, in its own units.
const (
	svgGap   = 26  // between the rows of the spine, where the arrows are
	svgHigh  = 34  // of a box
	svgBox   = 210 // width of one on the spine
	svgLeft  = 78  // for ways back
	svgLane  = 64  // for ways on, between the spine and what stands beside it; more where labels need it
	svgAside = 150 // width of a box beside the spine
	svgSmall = 26  // its height
	svgStep  = 34  // from one beside to the next
	svgLine  = 16  // of what is said below
	svgWords = 24  // letters of a label
	svgLabel = 28  // what a lane has besides them
)

// spot is where a box is drawn.
type spot struct{ x, y, wide, high, row int }

func (s spot) middle() int { return s.y + s.high/2 }

// svgStyle is how a picture looks where nothing else says so.
const svgStyle = `<style>rect{fill:#f5f6f8;stroke:#78818f}.end rect{stroke-width:3}text{font:13px system-ui,sans-serif;fill:#1a1e27;text-anchor:middle}.label,.always{font-size:11px;fill:#555e6d;text-anchor:start}` +
	`path{fill:none;stroke:#555e6d}marker path{fill:#555e6d;stroke:none}path.visited,.visited rect{stroke:` + visitedColour + `;stroke-width:2}` +
	`path.missed,.missed rect{stroke:` + missedColour + `;stroke-width:2;stroke-dasharray:5 3}path.unknown,.unknown rect{stroke:` + missedColour + `;stroke-dasharray:5 3}</style>` + "\n"

// SVG draws a picture by itself: the boxes down a spine in their order, ways
// forward to the right of it, ways back to the left.
func (p Picture) SVG() string { return p.svg(svgStyle) }

// Bare is SVG without its looks, for pages that give it theirs. Boxes and
// arrows have their names and lines as data attributes.
func (p Picture) Bare() string { return p.svg("") }

func (p Picture) svg(style string) string {
	spots, width, height := p.layout()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="State machine of %s">`+"\n",
		width, height, width, height, html.EscapeString(p.Name))
	b.WriteString(style)
	b.WriteString(`<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>` + "\n")
	for _, a := range p.arrows {
		from, to := p.place(a.from), p.place(a.to)
		title := p.boxes[from].label + " to " + p.boxes[to].label
		if a.label != "" {
			title += ": " + a.label
		}
		line, x, y := way(spots[from], spots[to])
		fmt.Fprintf(&b, `<path%s data-from="%s" data-to="%s" data-label="%s" d="%s" marker-end="url(#tip)"><title>%s</title></path>`+"\n",
			class(false, p.boxes[to].unknown, a.visited), html.EscapeString(a.from), html.EscapeString(a.to), html.EscapeString(a.label), line, html.EscapeString(title))
		if a.label != "" && x > 0 {
			fmt.Fprintf(&b, `<text class="label" x="%d" y="%d">%s</text>`+"\n", x, y, html.EscapeString(short(a.label, svgWords)))
		}
	}
	for i, x := range p.boxes {
		s := spots[i]
		letters := 25
		if x.beside != "" {
			letters = 18
		}
		fmt.Fprintf(&b, `<g%s data-box="%s" data-state="%s" data-line="%d" data-dialog="%s"><title>%s</title><rect x="%d" y="%d" width="%d" height="%d" rx="8"/><text x="%d" y="%d">%s</text></g>`+"\n",
			class(x.ends, x.unknown, x.visited), html.EscapeString(x.id), html.EscapeString(x.state), x.line, html.EscapeString(x.dialog), html.EscapeString(x.label),
			s.x, s.y, s.wide, s.high, s.x+s.wide/2, s.middle()+5, html.EscapeString(short(x.label, letters)))
	}
	for i, said := range p.always {
		fmt.Fprintf(&b, `<text class="always" x="%d" y="%d">%s</text>`+"\n", svgLeft, height-svgLine*(len(p.always)-i)+4, html.EscapeString(said))
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// layout finds a place for each box. What stands beside another begins at its
// height, and the spine goes on below the last of them.
func (p Picture) layout() (spots []spot, width, height int) {
	spots = make([]spot, len(p.boxes))
	beside := svgLeft + svgBox + p.lane()
	width = svgLeft + svgBox + svgLane
	y, row := 10, 0
	for i, b := range p.boxes {
		if b.beside != "" {
			continue
		}
		spots[i] = spot{svgLeft, y, svgBox, svgHigh, row}
		at := y + (svgHigh-svgSmall)/2
		for j, other := range p.boxes {
			if other.beside == b.id {
				spots[j] = spot{beside, at, svgAside, svgSmall, row}
				at += svgStep
				width = beside + svgAside + 10
			}
		}
		y = max(y+svgHigh+svgGap, at+svgGap-(svgStep-svgSmall))
		row++
	}
	return spots, width, y + svgLine*len(p.always)
}

// lane is how wide the space must be between the spine and what stands beside
// it, so that labels can be read there.
func (p Picture) lane() int {
	wide := svgLane
	for _, a := range p.arrows {
		if p.boxes[p.place(a.to)].beside != "" {
			wide = max(wide, svgLabel+6*utf8.RuneCountInString(short(a.label, svgWords)))
		}
	}
	return wide
}

// class is the attribute that says how something is drawn.
func class(ends, unknown bool, visited *bool) string {
	var names []string
	if ends {
		names = append(names, "end")
	}
	if unknown {
		names = append(names, "unknown")
	}
	switch colour(visited) {
	case visitedColour:
		names = append(names, "visited")
	case missedColour:
		names = append(names, "missed")
	}
	if len(names) == 0 {
		return ""
	}
	return ` class="` + strings.Join(names, " ") + `"`
}

// way is the line from one box to another, and where its label can be read; x
// is 0 where there is no room for one.
func way(from, to spot) (line string, x, y int) {
	right := from.x + from.wide
	switch {
	case to.x > from.x: // to what stands beside
		turn, at := right+14, to.middle()-4
		if to.middle() > from.middle() {
			at = to.middle() + 12 // where the line does not come from
		}
		return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", right, from.middle(), turn+20, from.middle(), turn, to.middle(), to.x, to.middle()), right + 22, at
	case to.row == from.row+1:
		middle := from.x + from.wide/2
		return fmt.Sprintf("M%d %dV%d", middle, from.y+from.high, to.y), middle + 7, to.y - 8
	case to.row > from.row:
		bend := right + min(svgLane-8, 14+6*(to.row-from.row))
		return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", right, from.middle()+6, bend, from.middle()+6, bend, to.middle()-6, right, to.middle()-6), 0, 0
	}
	bend := from.x - min(svgLeft-8, 24+8*(from.row-to.row))
	return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", from.x, from.middle(), bend, from.middle(), bend, to.middle()+4, to.x, to.middle()+4), 0, 0
}

// place is where a box stands in the order of the picture; -1 for none.
func (p Picture) place(id string) int {
	return slices.IndexFunc(p.boxes, func(b box) bool { return b.id == id })
}
