# Reads PDUs with gammu's own decoder: hexadecimal lines in, a JSON object a line out.
import json
import sys

import gammu

for line in sys.stdin:
    read = gammu.DecodePDU(bytes.fromhex(line.strip()), False)
    header = read["UDH"]
    print(json.dumps({
        "Number": read["Number"], "Text": read["Text"] or "", "Type": read["Type"], "Coding": read["Coding"],
        "Parts": header["AllParts"], "Part": header["PartNumber"], "Reference": header["ID8bit"],
    }))
