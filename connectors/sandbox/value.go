package sandbox

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const longestText = 65536

var (
	plainNumber = regexp.MustCompile(`^-?(\d+\.?\d*|\.\d+)$`)
	plainEmail  = regexp.MustCompile(`^[^\s@,;<>"]+@[^\s@,;<>".]+(\.[^\s@,;<>".]+)+$`)
)

// problem is why a value was refused.
type problem struct{ code, message string }

// accept checks a value for a property and brings it into the form in which
// it is stored. version decides about the stricter rules of 2026-09.
func (a *account) accept(p *property, value, version string) (string, *problem) {
	if p.Modification.ReadOnlyValue {
		return "", &problem{"READ_ONLY_VALUE", fmt.Sprintf("%q is a calculated property; its value cannot be set.", p.Name)}
	}
	if value == "" {
		return "", nil
	}
	if p.Type == "string" {
		return acceptText(p, value)
	}
	if strings.TrimSpace(value) != value {
		return "", &problem{"LEADING_TRAILING_WHITESPACE", fmt.Sprintf("%q has leading or trailing whitespace.", value)}
	}
	switch p.Type {
	case "number":
		if !plainNumber.MatchString(value) {
			return "", &problem{"INVALID_LONG", value + " was not a valid long."}
		}
	case "date", "datetime":
		return acceptTime(p, value, version)
	case "bool":
		value = strings.ToLower(value)
		return a.acceptOption(p, value)
	case "enumeration":
		return a.acceptOption(p, value)
	}
	return value, nil
}

func acceptText(p *property, value string) (string, *problem) {
	if utf8.RuneCountInString(value) > longestText {
		return "", &problem{"PROPERTY_VALUE_TOO_LONG", fmt.Sprintf("The value for %s is longer than %d characters.", p.Name, longestText)}
	}
	if p.Name == "email" {
		if !plainEmail.MatchString(value) {
			return "", &problem{"INVALID_EMAIL", "Email address " + value + " is invalid"}
		}
		return strings.ToLower(value), nil
	}
	return value, nil
}

func acceptTime(p *property, value, version string) (string, *problem) {
	at, ms, err := parseTime(value)
	if err != nil {
		return "", &problem{"INVALID_DATE", value + " was not a valid date."}
	}
	if ms && version == "2026-09" && at.UnixMilli() > 1e8 && at.UnixMilli() < 1e10 {
		return "", &problem{"INVALID_DATE", value + " is in seconds; use milliseconds."}
	}
	if p.Type == "datetime" {
		return stamp(at), nil
	}
	if !at.Truncate(24 * time.Hour).Equal(at) {
		return "", &problem{"INVALID_DATE", fmt.Sprintf("%s is at %d:%d:%d.%d UTC, not midnight!", value, at.Hour(), at.Minute(), at.Second(), at.Nanosecond()/1e6)}
	}
	return at.Format(time.DateOnly), nil
}

// parseTime reads what HubSpot takes for a time: milliseconds since 1970, a
// bare date, or ISO 8601. ms is true for the first.
func parseTime(value string) (at time.Time, ms bool, err error) {
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		return time.UnixMilli(n).UTC(), true, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02T15:04:05.999Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05"} {
		if at, err = time.Parse(layout, value); err == nil {
			return at.UTC(), false, nil
		}
	}
	return time.Time{}, false, err
}

func (a *account) acceptOption(p *property, value string) (string, *problem) {
	if p.Name == "hubspot_owner_id" {
		if o, ok := a.owner(value); !ok || o.archived {
			return "", &problem{"INVALID_OPTION", value + " is not the id of an owner."}
		}
		return value, nil
	}
	if p.Name == "dealstage" || p.Name == "pipeline" || p.Name == "hs_pipeline_stage" || p.Name == "hs_pipeline" {
		return value, nil // checked together, see acceptStage
	}
	values := []string{value}
	if p.FieldType == "checkbox" {
		values = strings.Split(strings.TrimPrefix(value, ";"), ";")
	}
	for _, one := range values {
		if one != "" && !p.option(one) {
			var list []string
			for _, o := range p.Options {
				list = append(list, fmt.Sprintf("label: %q\nvalue: %q\ndisplay_order: %d\nhidden: %t\n", o.Label, o.Value, o.DisplayOrder, o.Hidden))
			}
			return "", &problem{"INVALID_OPTION", one + " was not one of the allowed options: [" + strings.Join(list, ", ") + "]"}
		}
	}
	return value, nil
}

// acceptStage checks that a stage is one of its pipeline's. The name that is
// returned is of the property at fault.
func (a *account) acceptStage(typ *objectType, pipelineID, stageID string) (string, *problem) {
	p, ok := a.pipeline(typ, pipelineID)
	if !ok {
		var ids []string
		for _, p := range a.pipelines(typ) {
			ids = append(ids, p.id)
		}
		return typ.pipeline, &problem{"INVALID_OPTION", fmt.Sprintf("%s is not a valid pipeline ID. Valid options are: [%s]", pipelineID, strings.Join(ids, ", "))}
	}
	if _, ok := p.stage(stageID); ok {
		return "", nil
	}
	var ids []string
	for _, st := range p.stages {
		ids = append(ids, st.id)
	}
	return typ.stage, &problem{"INVALID_OPTION", fmt.Sprintf("%s is not a valid pipeline stage ID. Valid options are: pipelineId=%s : [%s]", stageID, p.id, strings.Join(ids, ", "))}
}

// joinChoices applies a leading semicolon, which adds to what is there.
func joinChoices(before, value string) string {
	added, ok := strings.CutPrefix(value, ";")
	if !ok || before == "" {
		return strings.TrimPrefix(value, ";")
	}
	out := strings.Split(before, ";")
	for _, one := range strings.Split(added, ";") {
		found := false
		for _, have := range out {
			found = found || have == one
		}
		if !found {
			out = append(out, one)
		}
	}
	return strings.Join(out, ";")
}
