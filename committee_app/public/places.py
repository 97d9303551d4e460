"""Missouri's 115 prosecutors' offices, and where each stands on the map of tiles.

The map is drawn by our own hand: one tile for each office, in columns from west to east and rows from north to south,
as near to its place as whole tiles allow. It measures nothing.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One office's jurisdiction: its FIPS code, its name, and its tile's column and row, from 1."""

    fips: str
    name: str
    column: int
    row: int

    @property
    def short(self) -> str:
        """The name as it stands on a tile. The city and the county of St. Louis are two offices."""
        return self.name if "St. Louis" in self.name else self.name.removesuffix(" County")


_PLACES = """\
29001 7 2 Adair County
29003 2 2 Andrew County
29005 1 1 Atchison County
29007 9 4 Audrain County
29009 4 11 Barry County
29011 3 9 Barton County
29013 3 7 Bates County
29015 6 7 Benton County
29017 13 9 Bollinger County
29019 8 5 Boone County
29021 2 3 Buchanan County
29023 12 11 Butler County
29025 4 3 Caldwell County
29027 9 5 Callaway County
29029 7 7 Camden County
29031 14 9 Cape Girardeau County
29033 5 4 Carroll County
29035 10 10 Carter County
29037 3 6 Cass County
29039 4 8 Cedar County
29041 6 4 Chariton County
29043 6 10 Christian County
29045 9 1 Clark County
29047 2 5 Clay County
29049 3 4 Clinton County
29051 8 6 Cole County
29053 7 5 Cooper County
29055 10 8 Crawford County
29057 4 9 Dade County
29059 6 8 Dallas County
29061 4 2 Daviess County
29063 3 3 DeKalb County
29065 9 9 Dent County
29067 7 10 Douglas County
29069 12 12 Dunklin County
29071 11 6 Franklin County
29073 10 7 Gasconade County
29075 3 2 Gentry County
29077 5 9 Greene County
29079 5 2 Grundy County
29081 4 1 Harrison County
29083 4 6 Henry County
29085 5 7 Hickory County
29087 1 2 Holt County
29089 7 4 Howard County
29091 8 10 Howell County
29093 11 9 Iron County
29095 3 5 Jackson County
29097 4 10 Jasper County
29099 12 7 Jefferson County
29101 4 5 Johnson County
29103 8 2 Knox County
29105 7 8 Laclede County
29107 5 5 Lafayette County
29109 5 10 Lawrence County
29111 9 2 Lewis County
29113 11 4 Lincoln County
29115 6 3 Linn County
29117 5 3 Livingston County
29119 3 11 McDonald County
29121 7 3 Macon County
29123 12 9 Madison County
29125 9 7 Maries County
29127 10 2 Marion County
29129 5 1 Mercer County
29131 8 7 Miller County
29133 14 10 Mississippi County
29135 7 6 Moniteau County
29137 9 3 Monroe County
29139 10 5 Montgomery County
29141 6 6 Morgan County
29143 13 11 New Madrid County
29145 3 10 Newton County
29147 2 1 Nodaway County
29149 10 11 Oregon County
29151 9 6 Osage County
29153 7 11 Ozark County
29155 13 12 Pemiscot County
29157 13 8 Perry County
29159 5 6 Pettis County
29161 9 8 Phelps County
29163 10 4 Pike County
29165 2 4 Platte County
29167 5 8 Polk County
29169 8 8 Pulaski County
29171 6 1 Putnam County
29173 10 3 Ralls County
29175 8 4 Randolph County
29177 4 4 Ray County
29179 10 9 Reynolds County
29181 11 11 Ripley County
29183 11 5 St. Charles County
29185 4 7 St. Clair County
29186 12 8 Ste. Genevieve County
29187 11 8 St. Francois County
29189 12 5 St. Louis County
29195 6 5 Saline County
29197 7 1 Schuyler County
29199 8 1 Scotland County
29201 13 10 Scott County
29203 9 10 Shannon County
29205 8 3 Shelby County
29207 12 10 Stoddard County
29209 5 11 Stone County
29211 6 2 Sullivan County
29213 6 11 Taney County
29215 8 9 Texas County
29217 3 8 Vernon County
29219 10 6 Warren County
29221 11 7 Washington County
29223 11 10 Wayne County
29225 6 9 Webster County
29227 3 1 Worth County
29229 7 9 Wright County
29510 12 6 City of St. Louis
"""


def _place(line: str) -> Place:
    fips, column, row, name = line.split(" ", 3)
    return Place(fips, name, int(column), int(row))


PLACES = {place.fips: place for place in map(_place, _PLACES.strip().splitlines())}
