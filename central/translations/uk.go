package translations

func ukrainianTexts() *Texts {
	return &Texts{
		Code: "uk", Name: "Українська",
		YourNumber: "Ваш номер", Service: "Справа", Place: "Де", IssuedAt: "Видано", UpdatedAt: "Станом на",
		Priority: "Пріоритетний квиток", OtherPages: "Мова",
		DemoClock: "Демонстрація: годинник сервера переведено", NotFound: "Такого квитка немає",
		NotFoundWhy: "Перевірте адресу або ще раз зіскануйте код із квитка. Квитки попередніх днів видаляються.",
		Broken:      "Сторінка тимчасово не працює", BrokenWhy: "Спробуйте за хвилину. Ваш квиток дійсний.",
		Busy: State{"Дуже багато людей одночасно", "Зараз ці сторінки відкриває дуже багато людей. Нічого не надіслано. Спробуйте ще раз за кілька секунд."}, TryAgain: "Спробувати ще раз",
		Help: "Допомога:", Statement: "Декларація доступності",
		Phone:     ukrainianPhone(),
		Booking:   ukrainianBooking(),
		HomeTitle: "Черга в установі", TakeATicket: "Квиток візьміть у терміналі в установі. Потім стежте за чергою в телефоні: зіскануйте код із квитка.",
		WaitingNow: "Зараз чекають", NobodyWaits: "ніхто", Kiosks: "Термінали", Hours: "Години прийому",
		Offices: "Установи", ClosedAllDay: "зачинено",
		Weekdays: [7]string{"понеділок", "вівторок", "середа", "четвер", "п’ятниця", "субота", "неділя"},
		people:   plural{"особа", "особи", "осіб"}, form: ukrainian,
	}
}
