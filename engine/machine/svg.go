package machine

import (
	"fmt"
	"html"
	"strings"
)

// Sizes of the drawing, in its own units.
const (
	svgRow   = 58
	svgBox   = 190
	svgHigh  = 34
	svgLeft  = 170
	svgWidth = svgLeft*2 + svgBox
)

// SVG draws a picture by itself: the boxes down a spine in their order, ways
// forward to the right of it, ways back to the left.
func (p Picture) SVG() string {
	var b strings.Builder
	height := len(p.boxes)*svgRow + 20
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="State machine of %s">`+"\n",
		svgWidth, height, svgWidth, height, html.EscapeString(p.Name))
	fmt.Fprintf(&b, `<style>rect{fill:#f5f6f8;stroke:#78818f}.end{stroke-width:3}text{font:13px system-ui,sans-serif;fill:#1a1e27;text-anchor:middle}path{fill:none;stroke:#555e6d}.visited{stroke:%s;stroke-width:2}.missed{stroke:%s;stroke-width:2;stroke-dasharray:5 3}</style>`+"\n", visitedColour, missedColour)
	b.WriteString(`<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" style="fill:#555e6d;stroke:none"/></marker></defs>` + "\n")
	for _, a := range p.arrows {
		from, to := p.boxes[p.place(a.from)].label, p.boxes[p.place(a.to)].label
		title := from + " to " + to
		if a.label != "" {
			title += ": " + a.label
		}
		fmt.Fprintf(&b, `<path%s d="%s" marker-end="url(#tip)"><title>%s</title></path>`+"\n", class(false, a.visited), way(p.place(a.from), p.place(a.to)), html.EscapeString(title))
	}
	for i, x := range p.boxes {
		y := 10 + i*svgRow
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" rx="8"%s/><text x="%d" y="%d">%s</text>`+"\n",
			svgLeft, y, svgBox, svgHigh, class(x.ends, x.visited), svgLeft+svgBox/2, y+svgHigh/2+5, html.EscapeString(short(x.label)))
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// class is the attribute that says how something is drawn.
func class(ends bool, visited *bool) string {
	var names []string
	if ends {
		names = append(names, "end")
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

// way is the line from one row to another.
func way(from, to int) string {
	middle := func(i int) int { return 10 + i*svgRow + svgHigh/2 }
	switch {
	case to == from+1:
		x := svgLeft + svgBox/2
		return fmt.Sprintf("M%d %dV%d", x, 10+from*svgRow+svgHigh, 10+to*svgRow)
	case to > from:
		x := svgLeft + svgBox
		bend := min(svgLeft-10, 24+10*(to-from))
		return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x, middle(from), x+bend, middle(from), x+bend, middle(to), x, middle(to)-4)
	}
	bend := min(svgLeft-10, 24+10*(from-to)+20)
	return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", svgLeft, middle(from), svgLeft-bend, middle(from), svgLeft-bend, middle(to), svgLeft, middle(to)+4)
}
