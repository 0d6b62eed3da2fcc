package machine

import (
	"fmt"
	"html"
	"slices"
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

// SVG draws the table as a picture by itself: the states down a spine in
// reading order, ways forward to the right of it, ways back to the left.
func (c *Compiled) SVG(all bool) string {
	var b strings.Builder
	states := c.table.states
	height := len(states)*svgRow + 20
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="State machine of %s">`+"\n",
		svgWidth, height, svgWidth, height, html.EscapeString(c.Name))
	b.WriteString(`<style>rect{fill:#f5f6f8;stroke:#78818f}.end{stroke-width:3}text{font:13px system-ui,sans-serif;fill:#1a1e27;text-anchor:middle}path{fill:none;stroke:#555e6d}</style>` + "\n")
	b.WriteString(`<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" style="fill:#555e6d;stroke:none"/></marker></defs>` + "\n")
	for _, m := range c.Drawn(all) {
		from, to := slices.Index(states, m.From), slices.Index(states, m.To)
		fmt.Fprintf(&b, `<path d="%s" marker-end="url(#tip)"><title>%s to %s</title></path>`+"\n", way(from, to), html.EscapeString(m.From), html.EscapeString(m.To))
	}
	for i, s := range states {
		class := ""
		if end(s) {
			class = ` class="end"`
		}
		y := 10 + i*svgRow
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" rx="8"%s/><text x="%d" y="%d">%s</text>`+"\n",
			svgLeft, y, svgBox, svgHigh, class, svgLeft+svgBox/2, y+svgHigh/2+5, html.EscapeString(s))
	}
	b.WriteString("</svg>\n")
	return b.String()
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
