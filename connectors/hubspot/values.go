package hubspot

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/engine/action"
	"parley/engine/field"
)

// remoteRecord is a record as HubSpot writes it.
type remoteRecord struct {
	ID           word            `json:"id"`
	Properties   map[string]word `json:"properties"` // null is ""
	Associations map[string]struct {
		Results []struct {
			ID word `json:"id"`
		} `json:"results"`
	} `json:"associations"`
}

// valid tells whether it is a record at all: an empty 200 is not.
func (r *remoteRecord) valid() bool { return digits(string(r.ID)) }

// paging tells where the next page begins, in a list, a search or neither.
type paging struct {
	Next struct {
		After number `json:"after"`
	} `json:"next"`
}

// number is a string that may come as a bare number.
type number string

func (n *number) UnmarshalJSON(b []byte) error {
	if s := strings.Trim(string(b), `"`); s != "null" {
		*n = number(s)
	}
	return nil
}

// zone is the caller's, or UTC.
func zone(c action.Caller) *time.Location {
	if c.TimeZone != "" && c.TimeZone != "Local" {
		if l, err := time.LoadLocation(c.TimeZone); err == nil {
			return l
		}
	}
	return time.UTC
}

// record turns HubSpot's record into one that dialogs read. Choices get their
// labels as far as these can be had.
func (w *work) record(ctx context.Context, r remoteRecord) action.Record {
	out := action.Record{
		Object: w.object.Name, ID: string(r.ID), URL: w.link(w.object, string(r.ID)),
		Fields: map[string]field.Value{},
	}
	for _, p := range w.object.Properties {
		v := w.value(p, r)
		if v.Norm == "" {
			continue
		}
		if p.Source != "" {
			v.Label = w.label(ctx, p, v.Norm)
		}
		out.Fields[p.Name] = v
	}
	out.Title = out.Fields[w.object.Title].Norm
	if out.Title == "" {
		out.Title = w.object.Name + " " + out.ID
	}
	return out
}

// value is one field of a record, without its label.
func (w *work) value(p Property, r remoteRecord) field.Value {
	if p.Remote == "" { // a contact's name
		name := strings.TrimSpace(string(r.Properties["firstname"] + " " + r.Properties["lastname"]))
		return field.Value{Norm: or(name, string(r.Properties["email"]))}
	}
	raw := string(r.Properties[p.Remote])
	switch {
	case raw == "":
		return field.Value{}
	case p.Kind == field.Money:
		return field.Value{Norm: plain(raw), Unit: string(r.Properties[w.object.Currency])}
	case p.Kind == field.YesNo:
		return field.Value{Norm: map[string]string{"true": "yes", "false": "no"}[raw]}
	case p.Kind == field.Date:
		return field.Value{Norm: day(raw, zone(w.caller), !p.ReadOnly)}
	}
	if p.Kind == field.Phone {
		// Numbers with a country code are E.164 for us; others stay as they
		// were written, since which country is meant nobody knows.
		if d := dialled(raw); strings.HasPrefix(d, "+") && digits(d[1:]) {
			raw = d
		}
	}
	return field.Value{Norm: raw}
}

// label finds what people read for an id; the id itself when nobody knows.
func (w *work) label(ctx context.Context, p Property, id string) string {
	list, err := w.labels(ctx, p.Source)
	if err == nil {
		for _, c := range list {
			if c.Value == id {
				return c.Label
			}
		}
	}
	if p.Kind == field.Owner {
		return "owner " + id
	}
	return id
}

// encode turns values into HubSpot's properties. A Norm of "" clears.
func (w *work) encode(values map[string]field.Value) map[string]string {
	out := map[string]string{}
	for name, v := range values {
		p, ok := w.object.field(name)
		if !ok || p.ReadOnly {
			continue
		}
		switch {
		case v.Norm == "":
			out[p.Remote] = ""
		case p.Kind == field.YesNo:
			out[p.Remote] = truth(v.Norm)
		case p.Kind == field.Date && p.Day:
			out[p.Remote] = v.Norm
		case p.Kind == field.Date:
			out[p.Remote] = moment(v.Norm, zone(w.caller))
		case p.Kind == field.Money:
			out[p.Remote] = v.Norm
			if v.Unit != "" && w.object.Currency != "" {
				out[w.object.Currency] = v.Unit
			}
		case p.Kind == field.Text:
			out[p.Remote] = v.Norm
		default:
			out[p.Remote] = strings.TrimSpace(v.Norm) // white space around them is refused
		}
	}
	return out
}

// truth is how HubSpot writes yes and no.
func truth(answer string) string { return strconv.FormatBool(answer == "yes") }

// moment is the time that stands for a day: see the package comment.
func moment(date string, in *time.Location) string {
	d, err := time.ParseInLocation(time.DateOnly, date, in)
	if err != nil {
		return date // HubSpot says what is wrong with it
	}
	noon := time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, time.UTC)
	if there := noon.In(in); there.Day() != d.Day() {
		noon = time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, in).UTC()
	}
	return noon.Format(time.RFC3339)
}

// day is the day that a time stands for: see the package comment. Markers are
// times that programs write for days.
func day(raw string, in *time.Location, markers bool) string {
	if len(raw) == len(time.DateOnly) {
		if _, err := time.Parse(time.DateOnly, raw); err == nil {
			return raw
		}
	}
	t, ok := instant(raw)
	if !ok {
		return ""
	}
	if clock := t.Sub(t.Truncate(24 * time.Hour)); markers && (clock == 0 || clock == 12*time.Hour) {
		return t.Format(time.DateOnly)
	}
	return t.In(in).Format(time.DateOnly)
}

// instant reads a time as HubSpot writes it: ISO 8601, or milliseconds.
func instant(raw string) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339, raw); err == nil {
		return t.UTC(), true
	}
	if digits(raw) {
		if ms, err := strconv.ParseInt(raw, 10, 64); err == nil {
			return time.UnixMilli(ms).UTC(), true
		}
	}
	return time.Time{}, false
}

// bounds are the first moment of a day and the first after it, for filters.
func bounds(date string, in *time.Location, markers bool) (from, to time.Time, ok bool) {
	d, err := time.ParseInLocation(time.DateOnly, date, in)
	if err != nil {
		return d, d, false
	}
	if _, offset := d.Zone(); offset < 0 && markers {
		d = time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
	}
	return d.UTC(), d.AddDate(0, 0, 1).UTC(), true
}

// plain writes a decimal without exponent and without zeros that say nothing;
// what is no decimal stays as it is.
func plain(raw string) string {
	s := raw
	if strings.ContainsAny(raw, "eE") {
		f, err := strconv.ParseFloat(raw, 64)
		if err != nil || math.Abs(f) >= 1e15 {
			return raw
		}
		s = strconv.FormatFloat(f, 'f', -1, 64)
	}
	whole, fraction, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	if !decimal(whole) || !decimal(fraction) || whole+fraction == "" {
		return raw
	}
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	switch {
	case whole == "" && fraction == "":
		return "0"
	case fraction == "":
		return sign + whole
	}
	return sign + or(whole, "0") + "." + fraction
}

func decimal(s string) bool { return strings.Trim(s, "0123456789") == "" }

// same tells whether a field has a value already, in the sense of its kind.
func same(p Property, have, want field.Value) bool {
	switch p.Kind {
	case field.Money:
		return plain(have.Norm) == plain(want.Norm) && (have.Unit == "" || want.Unit == "" || have.Unit == want.Unit)
	case field.Email:
		return strings.EqualFold(have.Norm, want.Norm)
	case field.Phone:
		return dialled(have.Norm) == dialled(want.Norm)
	case field.Text:
		return strings.TrimSpace(have.Norm) == strings.TrimSpace(want.Norm)
	}
	return have.Norm == want.Norm
}

// dialled is a phone number without the signs that people write for the eye.
func dialled(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -./()\u00a0", r) {
			return -1
		}
		return r
	}, s)
}

// differing lists the fields whose values in a record are not those wanted.
func (w *work) differing(r remoteRecord, want map[string]field.Value) []string {
	var names []string
	for name, v := range want {
		if p, ok := w.object.field(name); ok && !same(p, w.value(p, r), v) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
