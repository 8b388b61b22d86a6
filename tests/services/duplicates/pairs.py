"""Pairs of made-up descriptions, and whether they are of one person.

Each line: what is known of one, what is known of the other, what should be said. A person is
written ``surname, given names / surname, given names in Cyrillic; birth; sex; more``; parts may be
left out. ``TUNED`` were at hand when the weights were chosen; ``HELD_OUT`` were written afterwards
and the weights not touched for them.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.models.residents import BirthPrecision, Sex
from desktop.services.duplicates.described import Described

_KINDS = {
    "cpr": "cpr",
    "fn": "foreigner_number",
    "doc": "document_number",
    "tel": "phone",
    "mail": "email",
}


@dataclass(frozen=True)
class Pair:
    one: Described
    other: Described
    wanted: frozenset[str]

    @property
    def is_one_person(self) -> bool:
        return "no" not in self.wanted


def person(text: str) -> Described:
    """``Shevchenko, Oksana / Шевченко, Оксана; 1992-02-14; f; tel=…``."""
    values: dict[str, Any] = {}
    for part in (part.strip() for part in text.split(";")):
        if part in ("f", "m"):
            values["sex"] = Sex.FEMALE if part == "f" else Sex.MALE
        elif born := re.fullmatch(r"(~?)(\d{4})(-\d\d-\d\d)?", part):
            about, year, day = born.groups()
            values["birth_date"] = date.fromisoformat(year + (day or "-01-01"))
            if about:
                values["birth_precision"] = BirthPrecision.ESTIMATED
            elif not day:
                values["birth_precision"] = BirthPrecision.YEAR
        elif "=" in part:
            kind, _, value = part.partition("=")
            values[_KINDS[kind]] = value
        elif part:
            latin, _, cyrillic = part.partition("/")
            for script, name in (("", latin), ("_cyrillic", cyrillic)):
                surname, _, given = name.partition(",")
                values[f"surname{script}"] = surname.strip()
                values[f"given_names{script}"] = given.strip()
    return Described(**values)


def pairs(text: str) -> list[Pair]:
    """A line ``wanted | one | other`` for each; ``wanted`` may name two."""
    found = []
    for line in text.strip().splitlines():
        wanted, one, other = line.split("|")
        found.append(Pair(person(one), person(other), frozenset(wanted.split())))
    return found


TUNED = pairs("""
likely | Shevchenko, Oksana / Шевченко, Оксана; 1992-02-14; f | Shevchenko, Oksana; 1992-02-14; f
likely | Shevchenko, Oksana; 1992-02-14 | Schewtschenko, Oxana; 1992-02-14; f
likely | / Шевченко, Оксана; 1992-02-14; f | Sjevtjenko, Oksana; 1992-02-14; f
likely | Kovalenko, Oleksandr / Коваленко, Олександр; 1985-07-03; m | Kovalenko, Alexander; 1985-07-03; m
likely | / Коваленко, Александр; 1985-07-03; m | Kowalenko, Oleksandr; 1985-07-03; m
likely | Kovalskyi, Dmytro; 1979-11-30; m | Kowalski, Dmitrij; 1979-11-30; m
likely | Kovalska, Iryna; 1990-05-05; f | / Ковальский, Ирина; 1990-05-05; f
likely | Bondarenko, Mykola / Бондаренко, Микола; 1960-01-20; m | / Бондаренко, Николай; 1960-01-20; m
likely | Tkachenko, Hanna; 2001-09-09; f | Tkachenko, Anna; 2001-09-09; f
likely | Lysenko, Yevhen; 1988-04-12; m | Lysenko, Eugen; 1988-04-12; m
likely | Iryna, Bondar; 1988-03-01; f | Bondar, Iryna; 1988-03-01; f
likely | Melnyk, Olena; 1975-03-04; f | Melnyk, Olena; 1975-04-03; f
likely | Melnyk, Olena Petrivna; 1975-03-04; f | Melnyk, Olena; 1975-03-04; f
likely | Melnyk, Olena Petrivna; 1975-03-04; f | / Мельник, Елена Петровна; 1975-03-04; f
possible | Melnyk, Olena; 1975-03-04; f | Melnyk, Olena; 1975-03-14; f
possible | Melnyk, Olena; 1975-03-04; f | Melnyk, Olena; 1975; f
possible | Melnyk, Olena; 1975-03-04; f | Melnyk, Olena; f
possible | Melnyk, Olena; 1975-03-04; f | Melnyk, Olena; ~1976; f
possible likely | Polishchuk, Viktoriia; 1999-12-01; f | Polishuk, Viktoria; 1999-12-01; f
possible likely | Rudenko, Svitlana; 1970-06-15; f | Rudenka, Svetlana; 1970-06-15; f
likely | Rudenko, Svitlana; 1970-06-15; f; cpr=1506704442 | Bondar, Svitlana; 1970-06-15; f; cpr=150670-4442
likely | Rudenko, Svitlana; 1970-06-15; f; fn=99123456 | Rudenko, Svetlana; 1970; fn=99 123456
possible | Rudenko, Svitlana; 1970-06-15; f | Koval, Svitlana; 1970-06-15; f
possible likely | Rudenko, Svitlana; 1970-06-15; f; doc=FX123456 | Rudenko, Svitlana; 1971-08-01; f; doc=FX 123456
possible | Hrytsenko, Pavlo; 1982-10-10; m; cpr=1010824443 | Hrytsenko, Pavlo; 1982-10-10; m; cpr=1010824434
likely | Bondar-Koval, Nataliia; 1987-02-02; f | Bondar, Natalya; 1987-02-02; f
likely | Zakharchenko, Yuliia; 1993-07-19; f | Sachartschenko, Julia; 1993-07-19; f
possible | Al Hassan, Ahmad; 1980-01-01; m | Alhassan, Ahmed; 1980-01-01; m
possible | Al Hassan, Ahmad Mohammad; 1980-01-01; m | Mohammad, Ahmad Al Hassan; 1980-01-01; m
likely | Moroz, Serhii; 1969-08-28; m; tel=+380 67 123 45 67 | Moroz, Sergey; 1969-08-28; m; tel=0671234567
no | Shevchenko, Mariia; 2010-05-05; f | Shevchenko, Maryna; 2010-05-05; f
no | Shevchenko, Oleksandr; 2010-05-05; m | Shevchenko, Oleksandra; 2010-05-05; f
no | Shevchenko, Danylo; 2010-05-05; m; tel=20123456 | Shevchenko, Denys; 2010-05-05; m; tel=20123456
no | Shevchenko, Olha; 2015-01-31; f; tel=20123456; doc=FX1 | Shevchenko, Olena; 2015-01-31; f; tel=20123456
no | Kovalenko, Ivan; 1950-03-12; m | Kovalenko, Ivan; 1980-03-12; m
no | Kovalenko, Ivan; 1950-03-12; m; tel=20123456 | Kovalenko, Ivan; 1978-09-30; m; tel=20123456
no | Kovalenko, Ivan Petrovych; 1980-03-12; m | Kovalenko, Ivan Mykolaiovych; 1980-03-12; m
no | Bondar, Oksana; 1992-02-14; f; cpr=1402924440 | Bondar, Oksana; 1992-02-14; f; cpr=1402926664
no | Bondar, Oksana; 1992-02-14; f | Bondar, Oksana; 1971-10-08; f
no | Bondar, Oksana; 1992-02-14; f | Bondar, Ihor; 1992-02-14; m
no | Bondar, Yevhen; 1992-02-14; m | Bondar, Yevheniia; 1992-02-14; f
no | Bondar, Oksana; 1992-02-14; f | Lytvyn, Iryna; 1992-02-14; f
no | Bondar, Oksana; 1992-02-14; f; tel=20123456 | Bondar, Danylo; 2014-02-14; m; tel=20123456; doc=FX1
no | Bondar, Oksana; 1992-02-14; f; doc=FX123456 | Bondar, Danylo; 2014-02-14; m; doc=FX123456
no | Rudenko, Serhii; 1970-06-15; m | Koval, Serhii; 1970-06-15; m
no | Melnyk, Olena; 1975-03-04; f | Melnychenko, Olena; 1982-01-09; f
no | Melnyk, Olena; 1975; f | Melnyk, Olena; 1977; f
no | Kravets, Roman; 1990-01-01; m | Kravets, Romana; 1990-01-01; f
""")

HELD_OUT = pairs("""
likely | Hryhorenko, Volodymyr / Григоренко, Володимир; 1958-09-17; m | Grigorenko, Vladimir; 1958-09-17; m
likely | / Чорновол, В'ячеслав; 1977-12-24; m | Chornovol, Viacheslav; 1977-12-24; m
likely | Chornovil, Viacheslav; 1977-12-24; m | Tschornowil, Wjatscheslaw; 1977-12-24; m
likely | Zelenska, Kateryna; 1983-06-21; f | / Зеленская, Екатерина; 1983-06-21; f
likely | Zhuk, Tetiana; 1996-10-02; f | Schuk, Tatjana; 1996-10-02; f
likely | Żuk, Tetiana; 1996-10-02; f | / Жук, Татьяна; 1996-10-02; f
likely | Khomenko, Mykhailo; 2003-02-27; m | Chomenko, Michail; 2003-02-27; m
likely | Tsymbaliuk, Liudmyla; 1964-07-08; f | Zymbaljuk, Ludmila; 1964-07-08; f
likely | Yurchenko, Andrii; 1991-01-25; m | Jurtjenko, Andrij; 1991-01-25; m
likely | Oliinyk, Yosyp; 1949-03-19; m | Olijnyk, Josef; 1949-03-19; m
likely | Andrii, Yurchenko; 1991-01-25; m | Jurchenko, Andrey; 1991-01-25; m
likely | Pavliuk, Dariia; 2012-12-11; f | Pavliuk, Daria; 2012-11-12; f
likely | Savchenko, Nadiia Ivanivna; 1955-05-16; f | / Савченко, Надежда; 1955-05-16; f
likely | Stetsenko, Feodosii; 1938-04-04; m; doc=FE998877 | Stezenko, Feodosij; 1938; m; doc=FE998877
likely | Hlushko, Anastasiia; 1998-08-03; f; mail=a@example.org | Glushko, Anastasia; 1998-08-03; f
likely | Marchenko, Solomiia; 2019-10-30; f; fn=99887766 | Martjenko, Solomija; fn=99887766
possible likely | Fedorchuk, Halyna; 1972-02-18; f | Fedorcuk, Galina; 1972-02-18; f
possible | Ostapenko, Larysa; 1968-11-06; f | Ostapenko, Larissa; 1968-11-09; f
possible | Ostapenko, Larysa; 1968-11-06; f | / Остапенко, Лариса; f
possible | Prykhodko, Zoia; 1944-03-23; f | Prihodko, Zoya; 1944; f
possible | Vasylenko, Inna; 1986-09-26; f | Kuzmenko, Inna; 1986-09-26; f
possible | Kharchenko, Taras; 1994-04-29; m; cpr=2904944441 | Kharchenko, Taras; 1994-04-29; m; cpr=2904944414
possible | Hussein, Fatima; 1990-01-01; f | Hussain, Fatima; 1990-01-01; f
possible likely | Demchenko, Arsenii; 2007-07-07; m | Demtchenko, Arseny; 2007-07-07; m
no | Demchenko, Arsenii; 2007-07-07; m | Demchenko, Artem; 2007-07-07; m
no | Zelenska, Kateryna; 2016-06-21; f | Zelenska, Karyna; 2016-06-21; f
no | Zelenska, Kateryna; 2016-06-21; f; tel=71234567; mail=z@example.org | Zelenskyi, Kyrylo; 2016-06-21; m; tel=71234567; mail=z@example.org
no | Tkach, Viktor; 2011-03-03; m | Tkach, Viktoriia; 2011-03-03; f
no | Tkach, Valentyn; 2011-03-03; m | Tkach, Valeriia; 2011-03-03; f
no | Hryhorenko, Petro; 1953-08-01; m | Hryhorenko, Petro; 1983-08-01; m
no | Hryhorenko, Petro; 1953-08-01; m; tel=71234567 | / Григоренко, Пётр; 1984-02-09; m; tel=71234567
no | Yurchenko, Andrii Olehovych; 1991-01-25; m | Yurchenko, Andrii Ihorovych; 1991-01-25; m
no | Savchenko, Nadiia; 1955-05-16; f; cpr=1605554446 | Savchenko, Nadiia; 1955-05-16; f; cpr=1605552222
no | Savchenko, Nadiia; 1955-05-16; f | Savchenko, Nadiia; 1961-12-02; f
no | Kuzmenko, Bohdan; 2014-09-09; m | Kuzmenko, Bohdana; 2014-09-09; f
no | Vasylenko, Oleh; 1986-09-26; m | Kuzmenko, Oleh; 1986-09-26; m
no | Khomenko, Mykhailo; 2003-02-27; m | Fomenko, Maksym; 2003-02-27; m
no | Pavlenko, Yurii; 1980; m | Pavlenko, Yurii; 1984; m
no | Hussein, Ali; 1990-01-01; m | Hassan, Ali; 1990-01-01; m
no | Lysenko, Alina; 2013-05-14; f | Lysenko, Polina; 2013-05-14; f
no | Lysenko, Anna; 2013-05-14; f | Lysenko, Yana; 2013-05-14; f
no | Lysenko, Mark; 2013-05-14; m | Lysenko, Makar; 2013-05-14; m
no | Bilyk, Oksana; 1979-02-01; f; doc=FX555555 | Bilyk, Nazar; 2009-02-01; m; doc=FX555555
""")
