"""What the article says of October 2025: which States are parties, and which have only signed.

Facts only, taken over name by name: the package must give the same States by the same names.
"""

PARTIES = (
    "Afghanistan, Albania, Argentina, Armenia, Australia, Austria, Azerbaijan, Bangladesh, "
    "Belize, Benin, Bolivia, Bosnia and Herzegovina, Brazil, Bulgaria, Burkina Faso, Burundi, "
    "Cabo Verde, Cambodia, Central African Republic, Chile, Costa Rica, Côte d'Ivoire, Congo, "
    "Croatia, Cyprus, Czech Republic, Democratic Republic of the Congo, Denmark, Ecuador, "
    "Estonia, Finland, France, Gabon, Georgia, Germany, Ghana, Greece, Guatemala, Honduras, "
    "Hungary, Iceland, Italy, Kazakhstan, Kyrgyzstan, Latvia, Lebanon, Liberia, Liechtenstein, "
    "Lithuania, Luxembourg, Madagascar, Maldives, Mali, Malta, Mauritania, Mauritius, Mexico, "
    "Mongolia, Montenegro, Morocco, Mozambique, Nauru, Netherlands, New Zealand, Nicaragua, "
    "Niger, Nigeria, North Macedonia, Norway, Panama, Paraguay, Peru, Philippines, Poland, "
    "Portugal, Republic of Moldova, Romania, Rwanda, Senegal, Serbia, Slovakia, Slovenia, "
    "South Africa, South Sudan, Spain, Sri Lanka, State of Palestine, Sweden, Switzerland, "
    "Togo, Tunisia, Türkiye, Ukraine, United Kingdom, Uruguay"
).split(", ")

PENDING_SIGNATORIES = (
    "Angola, Belgium, Cameroon, Chad, Guinea, Guinea-Bissau, Ireland, Sierra Leone, "
    "Timor-Leste, Venezuela, Zambia"
).split(", ")
