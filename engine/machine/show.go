package machine

import (
	"cmp"
	"strings"

	"parley/engine/action"
	"parley/engine/field"
	"parley/engine/match"
)

func pageSize(c *Compiled) int {
	if c.Tree.Show != nil && c.Tree.Show.Page.Value > 0 {
		return c.Tree.Show.Page.Value
	}
	return 5
}

// confirmation shows exactly what would be written and asks for the yes.
func (st *step) confirmation(f *Frame) {
	c := st.m.of(f)
	f.Refused = false
	f.Heard = ""
	msg := Message{Kind: KindConfirm, Style: "normal"}
	msg.Text = c.confirm.fill(func(name string) string {
		if name == "record" && f.Was != nil {
			return f.Was.Title
		}
		return st.valueOf(f, name)
	})
	if msg.Text == "" {
		msg.Text = st.text("confirm")
	}
	for _, a := range c.fields {
		v, ok := f.Fields[a.name]
		if !ok || f.Batch != nil || !c.counts(f, a) {
			continue
		}
		if a.kind == field.Changes {
			for _, of := range a.object.Fields {
				x, ok := v.Set[of.Name]
				if !ok {
					continue
				}
				line := Line{Label: capital(of.Label), Value: st.showOr(of.Kind, x, st.text("nothing")), Was: st.text("nothing")}
				if f.Was != nil {
					line.Was = st.showOr(of.Kind, f.Was.Fields[of.Name], st.text("nothing"))
				}
				msg.Fields = append(msg.Fields, line)
			}
		} else {
			msg.Fields = append(msg.Fields, Line{Label: a.title, Value: st.show(a, v)})
		}
	}
	if f.Batch != nil {
		msg.Text = st.text("batch_confirm_"+string(c.effect), "count", itoa(len(f.Batch.Refs)-f.Batch.Done), "objects", st.noun(c.object.Plural))
		msg.Fields = st.batchLines(f, c)
	}
	msg.Text = st.led(msg.Text)
	yes, no := st.button("yes"), st.button("no")
	if c.effect == action.Delete {
		msg.Style = "danger"
		if f.Was != nil && f.Batch == nil {
			msg.Fields = append(msg.Fields, st.lines(*f.Was)...)
		}
		yes.Label, yes.Style = st.text("do_delete", "object", st.noun(c.spec.Object)), "danger"
		msg.Choices = append(msg.Choices, no, yes)
	} else {
		yes.Label = st.text("do_"+string(c.effect), "object", st.noun(c.spec.Object))
		msg.Choices = append(append(msg.Choices, yes, no), st.changeButtons(f)...)
	}
	st.msgs = append(st.msgs, msg)
}

// changeButtons offers every value that a write would have for changing.
func (st *step) changeButtons(f *Frame) []Button {
	c := st.m.of(f)
	if c.effect == action.Delete {
		return nil
	}
	var list []Button
	for _, a := range c.fields {
		_, ok := f.Fields[a.name]
		if !ok || !c.counts(f, a) || len(st.choices(f, a.name)) == 1 || f.Batch != nil && a.current {
			continue
		}
		b := Button{Label: st.text("change_one", "label", a.label), Value: "field:" + a.name}
		switch {
		case a.kind == field.Changes:
			b.Label = st.text("change_other")
		case a.current:
			b.Label = st.text("change_record", "object", st.noun(a.object.Name))
		}
		list = append(list, b)
	}
	return list
}

// lines lists what is known of a record.
func (st *step) lines(r action.Record) []Line {
	o, _ := st.m.catalog.Object(r.Object)
	var list []Line
	for _, of := range o.Fields {
		if v, ok := r.Fields[of.Name]; ok && !v.IsZero() && of.Name != o.Title {
			l := Line{Label: capital(of.Label), Value: field.Show(of.Kind, v, st.view)}
			if of.Kind == field.Pick {
				l.pick = of.Name
			}
			list = append(list, l)
		}
	}
	for _, object := range []string{"contact", "deal"} {
		var titles []string
		for _, l := range r.Links[object] {
			titles = append(titles, l.Title)
		}
		if len(titles) > 0 {
			list = append(list, Line{Label: capital(st.noun(object + "s")), Value: st.list(titles)})
		}
	}
	return list
}

// card shows one record. Its place in the pipeline stands at its head and stays
// among its lines, for clients that have no head.
func (st *step) card(r action.Record) {
	msg := Message{Kind: KindRecord, Object: r.Object, ID: r.ID, Title: r.Title, Subtitle: capital(st.noun(r.Object)), URL: r.URL, Fields: st.lines(r)}
	var parts []string
	for i, l := range msg.Fields {
		parts = append(parts, l.Label+": "+l.Value)
		switch {
		case l.pick == "pipeline":
			msg.Subtitle += " · " + l.Value
		case (l.pick == "stage" || l.pick == "lifecycle_stage") && msg.Badge == "":
			msg.Badge = l.Value
		default:
			continue
		}
		msg.Fields[i].Head = true
	}
	msg.Text = r.Title
	if len(parts) > 0 {
		msg.Text += ". " + strings.Join(parts, ". ") + "."
	}
	st.msgs = append(st.msgs, msg)
}

// table shows a page of records.
func (st *step) table(f *Frame, c *Compiled, res action.Result) {
	show := c.Tree.Show
	if f.List == nil {
		f.List = &List{From: 1, After: []string{""}}
	} else {
		l := *f.List
		f.List = &l
	}
	f.List.Next, f.List.Empty = res.Next, len(res.Records) == 0
	if res.Total > 0 {
		f.List.Total = res.Total // kept for later pages, which may come without it
	}
	if len(res.Records) == 0 {
		text := newTemplate(show.Empty.Value).fill(func(name string) string { return st.valueOf(f, name) })
		if text == "" {
			text = st.text("empty")
		}
		if len(f.Narrow) > 0 {
			text = st.text("narrowed_none", "values", st.showSearch(&ask{kind: match.Search, object: c.object}, field.Value{List: f.Narrow}))
		}
		st.msgs = append(st.msgs, Message{Kind: KindText, Text: text})
		if len(f.Narrow) > 0 {
			st.offer(st.button("back"))
		}
		return
	}
	msg := Message{Kind: KindTable, Object: c.spec.Object, From: f.List.From, To: f.List.From + len(res.Records) - 1, Total: f.List.Total}
	for _, col := range show.Columns {
		of, _ := c.object.Field(col.Value)
		msg.Columns = append(msg.Columns, capital(of.Label))
	}
	st.s.Memory.List = nil
	var names []string
	for _, r := range res.Records {
		row := Row{ID: r.ID, URL: r.URL}
		for _, col := range show.Columns {
			of, _ := c.object.Field(col.Value)
			row.Cells = append(row.Cells, field.Show(of.Kind, r.Fields[of.Name], st.view))
		}
		for _, name := range show.Row {
			if d, ok := st.m.byName[name.Value]; ok {
				row.Choices = append(row.Choices, Button{Label: d.short(), Value: "start:" + d.Name + ":" + r.ID})
			}
		}
		msg.Rows = append(msg.Rows, row)
		names = append(names, r.Title)
		st.s.Memory.List = append(st.s.Memory.List, Ref{Object: r.Object, ID: r.ID, Title: r.Title})
	}
	if len(res.Records) == 1 {
		st.remember(st.s.Memory.List[0])
	}
	msg.Text = c.intro.fill(func(name string) string {
		switch name {
		case "count":
			return itoa(len(res.Records))
		case "total":
			if f.List.Total > 0 {
				return itoa(f.List.Total)
			}
			return ""
		}
		return st.valueOf(f, name)
	})
	if msg.Text == "" {
		msg.Text = capital(st.noun(c.object.Plural)) + ": " + st.list(names)
	}
	msg.Text = st.shaped(msg.Text, f, c.object)
	if f.Top {
		if text := st.topmost(f, c, res.Records); text != "" {
			msg.Text = text
		}
	}
	if len(f.List.After) > 1 {
		msg.Choices = append(msg.Choices, st.button("previous"))
	}
	if res.Next != "" {
		msg.Choices = append(msg.Choices, st.button("next"))
	}
	st.msgs = append(st.msgs, msg)
}

// short is how a dialog is called where there is little room.
func (c *Compiled) short() string {
	if !c.Tree.Short.IsZero() {
		return c.Tree.Short.Value
	}
	word, _, _ := strings.Cut(c.Title, " ")
	return word
}

// page turns the table over.
func (st *step) page(f *Frame, forward bool) {
	l := *f.List
	switch {
	case forward && l.Next == "":
		st.say("no_more")
		if len(l.After) > 1 {
			st.offer(st.button("previous"))
		}
		return
	case !forward && len(l.After) < 2:
		st.say("no_previous")
		if l.Next != "" {
			st.offer(st.button("next"))
		}
		return
	case forward:
		l.From += pageSize(st.m.of(f))
		l.After = append(l.After[:len(l.After):len(l.After)], l.Next)
	default:
		l.From = max(1, l.From-pageSize(st.m.of(f)))
		l.After = l.After[: len(l.After)-1 : len(l.After)-1]
	}
	f.List = &l
	st.enter(f, stateRun)
}

// dialogView is the running card.
func (st *step) dialogView() *DialogView {
	f := st.top()
	if f == nil {
		return nil
	}
	c := st.m.of(f)
	v := &DialogView{Name: cmp.Or(c.whole, f.Dialog), Title: st.titleOf(f), State: f.State, Fields: make([]FieldView, 0, len(f.Fields)), Waiting: f.Op != nil || !f.Until.IsZero()}
	if !f.Until.IsZero() {
		v.State = "sign_in"
	}
	for _, a := range c.fields {
		x, ok := f.Fields[a.name]
		if !ok {
			continue
		}
		from := string(x.From)
		if from == "" {
			from = "said"
		}
		value := x.Norm
		if a.private {
			value = ""
		}
		v.Fields = append(v.Fields, FieldView{Name: a.name, Label: a.title, Value: value, Display: st.show(a, x), From: from})
	}
	return v
}
