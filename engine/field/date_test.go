package field_test

import (
	"testing"
	"time"

	"parley/engine/field"
)

func TestDate(t *testing.T) {
	checkRead(t, field.Date, view("en-US"), []reading{
		{"today", "2026-11-24"}, {"tomorrow", "2026-11-25"}, {"day after tomorrow", "2026-11-26"}, {"yesterday", "2026-11-23"}, {"tomorrow morning", "2026-11-25"},
		{"friday", "2026-11-27"}, {"on Friday", "2026-11-27"}, {"this friday", "2026-11-27"}, {"next friday", "2026-12-04"}, {"next fri", "2026-12-04"}, {"next monday", "2026-11-30"}, {"last friday", "2026-11-20"}, {"friday next week", "2026-12-04"}, {"monday of next week", "2026-11-30"}, {"next week tuesday", "2026-12-01"},
		{"a week from friday", "2026-12-04"}, {"friday week", "2026-12-04"},
		{"in 3 weeks", "2026-12-15"}, {"3 weeks", "2026-12-15"}, {"two weeks from now", "2026-12-08"}, {"in two months", "2027-01-24"}, {"within a month", "2026-12-24"}, {"in 30 days", "2026-12-24"}, {"in 10 business days", "2026-12-08"}, {"in a fortnight", "2026-12-08"}, {"two weeks ago", "2026-11-10"}, {"in twenty-one days", "2026-12-15"}, {"in a year's time", ""},
		{"this week", "2026-11-29"}, {"next month", "2026-12-31"}, {"this quarter", "2026-12-31"}, {"end of week", "2026-11-27"}, {"end of next week", "2026-12-04"}, {"end of month", "2026-11-30"}, {"the end of the month", "2026-11-30"}, {"end of quarter", "2026-12-31"}, {"end of next quarter", "2027-03-31"}, {"by end of year", "2026-12-31"}, {"eoy", "2026-12-31"}, {"EOQ", "2026-12-31"}, {"eom", "2026-11-30"}, {"year-end", "2026-12-31"}, {"month end", "2026-11-30"}, {"start of next month", "2026-12-01"}, {"mid next month", "2026-12-16"},
		{"Q1", "2027-03-31"}, {"q4", "2026-12-31"}, {"end of Q1", "2027-03-31"}, {"end of q2 2028", "2028-06-30"}, {"Q1/2027", "2027-03-31"}, {"end of the first quarter", "2027-03-31"}, {"end of q1 next year", "2027-03-31"}, {"1st quarter", "2027-03-31"},
		{"in march", "2027-03-31"}, {"march 2028", "2028-03-31"}, {"end of january", "2027-01-31"}, {"end of feb 2028", "2028-02-29"}, {"beginning of march", "2027-03-01"}, {"mid march", "2027-03-15"}, {"mid-march", "2027-03-15"}, {"middle of march", "2027-03-15"}, {"next december", "2026-12-31"}, {"12/2026", "2026-12-31"}, {"march next year", "2027-03-31"},
		{"the 5th", "2026-12-05"}, {"the 24th", "2026-11-24"}, {"the 31st", "2026-12-31"}, {"20th", "2026-12-20"}, {"15th of this month", "2026-11-15"}, {"the first of next month", "2026-12-01"}, {"next month 15", "2026-12-15"},
		{"Dec 31", "2026-12-31"}, {"dec. 31, 2026", "2026-12-31"}, {"31 March 2027", "2027-03-31"}, {"31st of March", "2027-03-31"}, {"March the 3rd", "2027-03-03"}, {"31dec", "2026-12-31"}, {"15 jan '27", "2027-01-15"}, {"31-Dec-2026", "2026-12-31"}, {"twenty-first of december", "2026-12-21"}, {"Friday, Dec 4", "2026-12-04"}, {"fri 4 december 2026", "2026-12-04"}, {"Friday the 4th", "2026-12-04"}, {"29 feb", "2028-02-29"}, {"jan 1st, 2027", "2027-01-01"},
		{"31/12", "2026-12-31"}, {"12/31", "2026-12-31"}, {"03/04", "2027-03-04"}, {"3/4/27", "2027-03-04"}, {"2026-12-31", "2026-12-31"}, {"2026/12/31", "2026-12-31"}, {"31.12.2026", "2026-12-31"}, {"12/31/2026.", "2026-12-31"},
		{"first monday of december", "2026-12-07"}, {"last friday of march", "2027-03-26"}, {"the last day of february", "2027-02-28"}, {"christmas", "2026-12-25"}, {"new year's eve", "2026-12-31"}, {"new year", "2027-01-01"}, {"end of 2027", "2027-12-31"},
		{"I think it should close by dec 31", "2026-12-31"}, {"ｔomorrow", "2026-11-25"},
		// Nothing is better than something wrong.
		{"5", ""}, {"3.5", ""}, {"31 feb", ""}, {"30/02/2027", ""}, {"13/13", ""}, {"1/2/3", ""}, {"99/99/9999", ""}, {"2027", ""}, {"late march", ""}, {"in the new year", ""}, {"early in the new year", ""}, {"early next month", ""}, {"friday dec 5", ""}, {"dec 1-5", ""}, {"dec 1 or dec 2", ""}, {"not friday", ""}, {"next 3 months", ""}, {"a couple of weeks", ""}, {"in a few days", ""}, {"first week of june", ""}, {"second half of march", ""}, {"soon", ""}, {"asap", ""}, {"0/0", ""}, {"the 32nd", ""}, {"every friday", ""}, {"fifth monday of december", ""}, {"0000-00-00", ""}, {"Acme", ""}, {"two weeks before christmas", ""}, {"5k", ""},
	})
	checkRead(t, field.Date, view("en-GB"), []reading{{"03/04", "2027-04-03"}, {"3/4/2027", "2027-04-03"}, {"12/31", "2026-12-31"}})
	checkRead(t, field.Date, view("de-DE"), []reading{{"03/04", "2027-04-03"}, {"3.4.", "2027-04-03"}, {"03.04.2027", "2027-04-03"}, {"31.12", "2026-12-31"}})
	checkFind(t, field.Date, view("en-US"), []finding{
		{"log a 5k deal closing next friday", "next friday=2026-12-04|2026-11-27"},
		{"close on 03/04 or by end of Q1", "03/04=2027-03-04|2027-04-03; end of Q1=2027-03-31"},
		{"closing this month", "this month=2026-11-30|2026-11-01"},
		{"from dec 1 to dec 15", "dec 1=2026-12-01; dec 15=2026-12-15"},
		{"may I march with June and Jan at 9:30 on version 1.2.3 of A31/12", ""},
		{"close June in june", "june=2027-06-30|2027-06-01"},
		{"2 weeks of consulting, 10 days", ""},
		{"closed nov 20", "nov 20=2027-11-20|2026-11-20"},
	})
}

func TestDateFollowsTheVisitorsDay(t *testing.T) {
	v := field.View{Now: time.Date(2026, 11, 24, 23, 30, 0, 0, time.UTC), TimeZone: "Asia/Tokyo"}
	checkRead(t, field.Date, v, []reading{{"today", "2026-11-25"}})
	v.TimeZone = "America/New_York"
	checkRead(t, field.Date, v, []reading{{"today", "2026-11-24"}})
	v.TimeZone = "No/Where"
	checkRead(t, field.Date, v, []reading{{"today", "2026-11-24"}})
}

func TestDateAtTheEdges(t *testing.T) {
	v := field.View{Now: time.Date(2027, 1, 31, 12, 0, 0, 0, time.UTC)} // a Sunday
	checkRead(t, field.Date, v, []reading{
		{"in a month", "2027-02-28"}, {"friday", "2027-02-05"}, {"next friday", "2027-02-05"}, {"sunday", "2027-02-07"}, {"eow", "2027-01-29"},
		{"Q1", "2027-03-31"}, {"end of january", "2027-01-31"}, {"the 30th", "2027-03-30"}, {"dec 31", "2027-12-31"}, {"last month", "2026-12-31"},
	})
}

func TestTime(t *testing.T) {
	checkRead(t, field.Time, view(""), []reading{
		{"3pm", "15:00"}, {"3 p.m.", "15:00"}, {"3:30 pm", "15:30"}, {"15:04", "15:04"}, {"15:04:05", "15:04"}, {"15h30", "15:30"}, {"15", "15:00"}, {"noon", "12:00"}, {"midnight", "00:00"}, {"12am", "00:00"}, {"12pm", "12:00"},
		{"half past three", "15:30"}, {"quarter to 4", "15:45"}, {"ten past nine", "09:10"}, {"quarter past 9 pm", "21:15"}, {"3 o'clock", "15:00"}, {"three pm", "15:00"}, {"9 in the morning", "09:00"}, {"9 at night", "21:00"}, {"2 at night", "02:00"}, {"at 7:30", "07:30"},
		{"3", ""}, {"25:00", ""}, {"12:60", ""}, {"13pm", "13:00"}, {"0am", ""}, {"soon", ""}, {"3 or 4pm", ""},
	})
	checkFind(t, field.Time, view(""), []finding{
		{"call at 3pm or 7:30", "3pm=15:00; 7:30=07:30|19:30"},
		{"15 seats at 5", ""},
	})
}
