package machine

import (
	"strings"
	"time"

	"parley/engine/action"
	"parley/engine/field"
)

// stateCheck looks for a record of the same name before the confirm question.
const stateCheck = "check"

// precheck is what a dialog looks at before it asks for the yes.
type precheck struct {
	field string
	say   template
}

// readBefore compiles before_confirm.
func (c *compiler) readBefore() {
	b := c.d.Before
	if b == nil {
		return
	}
	all := map[string]field.Kind{}
	for _, a := range c.out.fields {
		all[a.name] = a.kind
	}
	if c.out.ask(b.Find.Value) == nil && !b.Find.IsZero() && !c.d.Unread["fields"] {
		c.unknown(b.Find, "field", keys(all))
	}
	if c.out.spec.Name != "" && (c.out.object.Find == "" || !c.out.effect.Writes()) {
		c.wrong(b.Pos, "before-what", "this dialog has nothing to look for before a confirm question", "remove `before_confirm:`")
	}
	c.checkMarks(b.Say, "value", all, []string{"link"})
	c.out.before = &precheck{field: b.Find.Value, say: newTemplate(b.Say.Value)}
}

// toCheck tells whether the look is still to be had for the value that the
// field has now.
func (c *Compiled) toCheck(f *Frame) bool {
	if c.before == nil {
		return false
	}
	v := f.Fields[c.before.field]
	return v.Norm != "" && f.Checked != v.Norm
}

// lookFor wishes for the records whose title is the field's value.
func (st *step) lookFor(f *Frame) {
	c := st.m.of(f)
	v := f.Fields[c.before.field]
	f.Checked = v.Norm
	st.wish(f, action.Read, action.Call{Action: c.object.Find, Args: map[string]field.Value{"text": {Norm: v.Norm}}})
}

// checked says what is there already. A look that failed is no reason not to
// go on.
func (st *step) checked(f *Frame, records []action.Record) {
	c := st.m.of(f)
	for _, r := range records {
		if !strings.EqualFold(r.Title, f.Checked) {
			continue
		}
		text := c.before.say.fill(func(name string) string {
			if name == "link" {
				return st.link(&r)
			}
			return st.valueOf(f, name)
		})
		st.notice("warning", text, "")
		break
	}
	st.proceed(f)
}

// watch sets the time at which a dialog that waits for its user gives up.
func (st *step) watch(f *Frame) {
	f.Quiet = zeroTime
	if c := st.m.of(f); c.timeout > 0 && f.Op == nil && f.Until.IsZero() {
		f.Quiet = st.now.Add(c.timeout)
	}
}

// gaveUp ends a dialog that nobody answered for as long as its file says.
func (st *step) gaveUp(f *Frame) bool {
	if f.Quiet.IsZero() || st.now.Before(f.Quiet) {
		return false
	}
	st.goTo(f, stateCancelled)
	if f.Doubt {
		st.say("doubtful")
	} else {
		st.say("timeout")
	}
	st.pop(nil)
	return true
}

func timeoutOf(text string) time.Duration {
	d, _ := time.ParseDuration(text) // the reader has checked it
	return d
}
