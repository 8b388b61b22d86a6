"""Made-up people's names: Ukrainian ones in both scripts, and those of quota refugees."""

import random
from typing import Literal

from faker import Faker

Sex = Literal["female", "male"]


def words(text: str) -> list[str]:
    """The words of a list that is written as running text."""
    return text.split()


LETTERS = dict(
    zip(
        "абвгґдежзиіклмнопрстуфхцчшщ",
        words("a b v h g d e zh z y i k l m n o p r s t u f kh ts ch sh shch"),
        strict=True,
    )
)
INITIAL = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
INSIDE = {"є": "ie", "ї": "i", "й": "i", "ю": "iu", "я": "ia"}
SILENT = "ьЬ'’ʼ"


def transliterate(name: str) -> str:
    """A Ukrainian name in the Latin letters of a passport.

    Cabinet of Ministers resolution 55 of 27 January 2010: є ї й ю я differ at the beginning of a
    word, зг is zgh, the soft sign and the apostrophe are dropped.
    """
    told = []
    before = ""
    for letter in name:
        low = letter.lower()
        if letter in SILENT:
            latin = ""
        elif low in INITIAL:
            latin = INSIDE[low] if before.isalpha() or before in tuple(SILENT) else INITIAL[low]
        elif low == "г" and before.lower() == "з":
            latin = "gh"
        else:
            latin = LETTERS.get(low, letter)
        told.append(latin.capitalize() if letter != low else latin)
        before = letter
    return "".join(told)


def feminine(surname: str) -> str:
    """The form of a surname that a woman bears; most Ukrainian surnames have only one form."""
    if surname.endswith("ий"):
        return surname[:-2] + "а"
    if surname.endswith(("ов", "ев", "єв", "їн", "ишин", "їшин")):
        return surname + "а"
    return surname


WELL_KNOWN = frozenset(
    words(
        "Бандера Петлюра Шухевич Ющенко Яценюк Тягнибок Гоголь Гоголь-Яновський Мазепа Стус "
        "Тичина Чорновіл Усик Притула Щорс Ковпак Каденюк Жадан Нестайко Ірванець Карпа "
        "Франко Кармалюк Наливайко Шеремета Цюпа Цушко Івасюк Кибкало Ажажа Бгиденко "
        "Ейбоженко Вертипорох Бебешко Воблий Давимука Сіробаба Масоха Москаль Закусило "
        "Бездітко Ващенко-Захарченко Жаліло Цюцюра Вакарчук Тихий Перебийніс Самойленко "
        "Червоненко"
    )
)
"""Surnames that call a known person to mind, or that would distract in a demonstration."""

RARE_GIVEN = frozenset(
    words(
        "Аарон Августин Аврелій Азар Алевтин Амвросій Богодар Варфоломій Венедикт Веніямин "
        "Дан Едита Еріка Ірена Данна Златослава Клавдія Маруся Оксенія Омелян Онисим Опанас "
        "Орхип Охрім Пармен Пріска Прохір Розалія Соломон Спас Стефан Феофан Франц Хома Юхим "
        "Аніта Леопольд Богданна Володимира Амалія Камілла Тереза Одарка Орина Орися Сніжана "
        "Олесь Михайлина"
    )
)

SURNAMES = words(
    "Мельник Шевченко Коваленко Бондаренко Бойко Ткаченко Кравченко Ковальчук Коваль Олійник "
    "Шевчук Поліщук Савченко Марченко Руденко Мороз Лисенко Петренко Клименко Павленко Кравчук "
    "Кузьменко Пономаренко Савчук Василенко Гончаренко Харченко Сидоренко Мартинюк Гнатюк "
    "Юрченко Яковенко Щерба Цимбалюк Панасюк Лук’яненко Згурський Вишневський Левицький "
    "Савицький Добровольський Заболотний Яворський Лісовський Білецький Козловський Чорний "
    "Підгорний Загородній Петровський Соколовський Іванов Попов Соколов Морозов Захаров"
)
WOMEN = words(
    "Оксана Олена Наталія Тетяна Ірина Юлія Катерина Анна Марія Ольга Світлана Людмила Вікторія "
    "Анастасія Галина Надія Валентина Лариса Інна Яна Дарина Софія Алла Любов Єлизавета Лілія"
)
MEN = words(
    "Олександр Сергій Андрій Володимир Микола Дмитро Віталій Юрій Олег Іван Василь Максим Артем "
    "Ігор Михайло Євген Віктор Анатолій Петро Богдан Роман Тарас В’ячеслав Ярослав Денис Павло"
)
GIRLS = words(
    "Софія Анна Марія Вероніка Поліна Мілана Злата Єва Дарина Соломія Вікторія Аліса Кіра Діана"
)
BOYS = words(
    "Артем Матвій Максим Тимофій Марк Назар Данило Іван Дмитро Богдан Кирило Давид Лев Ілля"
)

QUOTA_NAMES: dict[str, tuple[str, str, str]] = {
    "ar": (
        "Al-Hariri Darwish Haddad Khalil Mansour Nasser Qasem Saleh Shaaban Yousef Zein",
        "Amal Dima Fatima Hala Layla Mariam Nour Rima Salma Yara",
        "Ahmad Bilal Hassan Ibrahim Karim Mahmoud Omar Rami Tarek Youssef",
    ),
    "fr": (
        "Bahati Ilunga Kabongo Kalala Lukusa Mbuyi Mukendi Ngoy Nzuzi Tshibanda",
        "Aline Béatrice Chantal Divine Esther Francine Grâce Immaculée Solange",
        "Alain Christian Dieudonné Emmanuel Fabrice Jean-Pierre Moïse Pascal Serge",
    ),
    "en": (
        "Abraham Berhane Ghebremedhin Haile Kidane Mehari Tesfay Weldemariam Yohannes Zerai",
        "Abeba Feven Helen Luwam Mebrat Rahel Saba Selam Winta",
        "Amanuel Dawit Filmon Kibrom Mikael Natnael Samuel Teklit Yonas",
    ),
}
"""Surnames, women's and men's given names of Syrian, Congolese and Eritrean families, by the
language that an interpreter is called for."""


class Names:
    """Draws names from Faker's Ukrainian lists and the commonest ones, by one seed."""

    def __init__(self, seed: int, rng: random.Random) -> None:
        self._faker = Faker("uk_UA")
        self._faker.seed_instance(seed)
        self._rng = rng

    def surname(self) -> str:
        """A family's surname in the masculine form, in Cyrillic."""
        while self._rng.random() < 0.6:
            drawn = str(self._faker.last_name_male()).replace("ʼ", "’")
            if drawn not in WELL_KNOWN:
                return drawn
        return self._rng.choice(SURNAMES)

    def given(self, sex: Sex, age: int) -> str:
        """A given name in Cyrillic that is usual for the age."""
        women = sex == "female"
        if age < 14:
            return self._rng.choice(GIRLS if women else BOYS)
        if self._rng.random() < 0.3:
            drawn = self._faker.first_name_female() if women else self._faker.first_name_male()
            name = str(drawn).replace("ʼ", "’")
            if name not in RARE_GIVEN:
                return name
        return self._rng.choice(WOMEN if women else MEN)

    def quota_surname(self, language: str) -> str:
        """The surname of a quota refugees' family, in Latin letters."""
        return self._rng.choice(QUOTA_NAMES[language][0].split())

    def quota_given(self, language: str, sex: Sex) -> str:
        """A given name that goes with ``quota_surname``."""
        return self._rng.choice(QUOTA_NAMES[language][1 if sex == "female" else 2].split())
