package calendar

// lunarYear holds the holidays of the Korean lunar calendar in one solar year, each as month*100+day: 설날 (1st day of
// the 1st month), 부처님 오신 날 (8th day of the 4th month) and 추석 (15th day of the 8th month).
type lunarYear struct {
	year                     int
	seollal, buddha, chuseok int
}

// lunarYears was generated with the package korean-lunar-calendar 0.4.0 (MIT licence), which follows the tables of the
// Korea Astronomy and Space Science Institute, and agrees with the official calendars of 2018 to 2027. Dates computed for
// the Chinese meridian differ: 설날 of 2027 is the 7th of February in Korea and the 6th in China.
var lunarYears = []lunarYear{
	{2015, 219, 525, 927},
	{2016, 208, 514, 915},
	{2017, 128, 503, 1004},
	{2018, 216, 522, 924},
	{2019, 205, 512, 913},
	{2020, 125, 430, 1001},
	{2021, 212, 519, 921},
	{2022, 201, 508, 910},
	{2023, 122, 527, 929},
	{2024, 210, 515, 917},
	{2025, 129, 505, 1006},
	{2026, 217, 524, 925},
	{2027, 207, 513, 915},
	{2028, 127, 502, 1003},
	{2029, 213, 520, 922},
	{2030, 203, 509, 912},
	{2031, 123, 528, 1001},
	{2032, 211, 516, 919},
	{2033, 131, 506, 908},
	{2034, 219, 525, 927},
	{2035, 208, 515, 916},
}
