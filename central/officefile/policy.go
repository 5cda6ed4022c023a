package officefile

import "numerek/central/calendar"

// Policy holds the rules of an office. Keys that the file leaves out have the
// values that Docs names.
type Policy struct {
	Booking Booking `toml:"booking"`
	Checkin Checkin `toml:"checkin"`
	Calling Calling `toml:"calling"`
	Closing Closing `toml:"closing"`
	Issuing Issuing `toml:"issuing"`
	Notify  Notify  `toml:"notify"`
	Privacy Privacy `toml:"privacy"`
}

// Booking is the table [policy.booking].
type Booking struct {
	HorizonDays            int            `toml:"horizon_days"`
	OpenNewDayAt           calendar.Clock `toml:"open_new_day_at"`
	MinLeadMinutes         int            `toml:"min_lead_minutes"`
	SlotGridMinutes        int            `toml:"slot_grid_minutes"`
	OnlineShare            float64        `toml:"online_share"`
	ReleaseUnbookedMinutes int            `toml:"release_unbooked_minutes"`
	HoldMinutes            int            `toml:"hold_minutes"`
	MaxActivePerPhone      int            `toml:"max_active_per_phone"`
	MaxPerPhoneServiceDay  int            `toml:"max_per_phone_service_day"`
	MaxPerPhone14Days      int            `toml:"max_per_phone_14_days"`
	NoShowBlockAfter       int            `toml:"noshow_block_after"`
	CancelUntilMinutes     int            `toml:"cancel_until_minutes"`
	MaxPerAddressHour      int            `toml:"max_per_address_hour"`
	MaxCodesPerPhoneHour   int            `toml:"max_codes_per_phone_hour"`
	ProofOfWork            int            `toml:"proof_of_work"` // bits; 0: none
	OfferMinutes           int            `toml:"offer_minutes"`
	Modes                  []Mode         `toml:"modes"`
	FieldsRequired         []string       `toml:"fields_required"`
	FieldsOptional         []string       `toml:"fields_optional"`
	PESEL                  bool           `toml:"pesel"`
}

// Mode makes departments or services bookings-only or walk-in-only for some days.
type Mode struct {
	Departments []string `toml:"departments"`
	Services    []string `toml:"services"`
	From        string   `toml:"from"` // "2022-01-10"
	To          string   `toml:"to"`   // the last day
	Mode        string   `toml:"mode"` // BookingsOnly or WalkinOnly
}

// The values of Mode.Mode.
const (
	BookingsOnly = "bookings_only"
	WalkinOnly   = "walkin_only"
)

// Checkin is the table [policy.checkin].
type Checkin struct {
	CodeDigits    int `toml:"code_digits"`
	EarlyMinutes  int `toml:"early_minutes"`
	LateMinutes   int `toml:"late_minutes"`
	BadCodeLimit  int `toml:"bad_code_limit"`
	AlarmAfterBad int `toml:"alarm_after_bad"`
}

// Calling is the table [policy.calling].
type Calling struct {
	AppointmentRule string   `toml:"appointment_rule"`
	MaxWalkinWait   int      `toml:"max_walkin_wait"` // minutes
	BookingsInARow  int      `toml:"bookings_in_a_row"`
	CallRepeat      int      `toml:"call_repeat"`
	CallIntervalS   int      `toml:"call_interval_s"`
	NoShowAfterS    int      `toml:"noshow_after_s"`
	NoShowRecallMin int      `toml:"noshow_recall_min"`
	PriorityGroups  []string `toml:"priority_groups"` // empty: the office gives no priority tickets
}

// Closing is the table [policy.closing].
type Closing struct {
	Mode           string  `toml:"mode"` // ClosingDynamic or ClosingFixed
	FixedBeforeMin int     `toml:"fixed_before_min"`
	Safety         float64 `toml:"safety"`
	Quantile       float64 `toml:"quantile"`
}

// The values of Closing.Mode.
const (
	ClosingDynamic = "dynamic"
	ClosingFixed   = "fixed"
)

// Issuing is the table [policy.issuing].
type Issuing struct {
	FromBeforeOpenMin int `toml:"from_before_open_min"`
	DailyCap          int `toml:"daily_cap"` // per service and day; 0: no limit
}

// Notify is the table [policy.notify].
type Notify struct {
	Confirm          bool           `toml:"confirm"`
	RemindAt         calendar.Clock `toml:"remind_at"`
	RemindMin        int            `toml:"remind_min"`
	AlmostAhead      int            `toml:"almost_ahead"`
	Called           bool           `toml:"called"`
	Quiet            calendar.Span  `toml:"quiet"` // may pass midnight
	Prefixes         []string       `toml:"prefixes"`
	DailyLimit       int            `toml:"daily_limit"`        // SMS in all
	DailyLimitAbroad int            `toml:"daily_limit_abroad"` // SMS to each of Prefixes but the first
}

// Privacy is the table [policy.privacy].
type Privacy struct {
	PhoneRetentionDays      int    `toml:"phone_retention_days"`
	TicketRetentionDays     int    `toml:"ticket_retention_days"`
	StatisticsBucketMinutes int    `toml:"statistics_bucket_minutes"`
	StatisticsMinGroup      int    `toml:"statistics_min_group"`
	MaskPhone               string `toml:"mask_phone"`
	Administrator           Text   `toml:"administrator"` // of the data, as the notice names it
	Officer                 string `toml:"officer"`       // how to reach the data protection officer; may be empty
	Notice                  Text   `toml:"notice"`        // in place of the built-in one; may be empty
}
