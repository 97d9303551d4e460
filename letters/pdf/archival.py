"""What makes a sheet fit to be kept: its metadata, its colours, and no trace of the machine that drew it (PDF/A-2a).

The day of the letter is the only day in the file.
"""

import hashlib
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFDocument, PDFString

from letters.pdf.fonts import spoken
from letters.pdf.streams import PACKED, Stream

LANGUAGE = "en-US"
PRODUCER = "docket of the review committee"
# Made once and kept, because the program that makes one writes the day into it.
SRGB = (Path(__file__).parent / "srgb.icc").read_bytes()


def make_archival(document: PDFDocument, title: str, author: str, about: str, day: date) -> None:
    """Writes title, author and profiles into the document, the same twice: for old readers and as XMP. The day stands
    once: as XMP writes a day, it would look like a docket number to whoever searches an open record for one."""
    title, author, about = (spoken(text) for text in (title, author, about))
    stamp = TimeStamp(invariant=1)
    # Not the environment's SOURCE_DATE_EPOCH, which reportlab would take.
    stamp.YMDhms = (day.year, day.month, day.day, 0, 0, 0)
    document._timeStamp = stamp
    document.signature = hashlib.md5(title.encode(), usedforsecurity=False)
    info = document.info
    info.title, info.author, info.subject = title, author, about
    info.creator = info.producer = PRODUCER
    catalog = document.Catalog
    catalog.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
    metadata = Stream(content=xmp(title, author, about).encode())
    metadata.dictionary["Type"], metadata.dictionary["Subtype"] = "/Metadata", "/XML"
    catalog.Metadata = metadata
    colours = Stream(content=SRGB, filters=[PACKED])
    colours.dictionary["N"] = 3
    intent = {
        "Type": "/OutputIntent",
        "S": "/GTS_PDFA1",
        "OutputConditionIdentifier": PDFString("sRGB"),
        "Info": PDFString("sRGB"),
        "DestOutputProfile": document.Reference(colours),
    }
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
    catalog.OutputIntents = PDFArray([PDFDictionary(intent)])


def xmp(title: str, author: str, about: str) -> str:
    """The metadata of a file that keeps both profiles, as XMP."""
    return _XMP.format(title=escape(title), author=escape(author), about=escape(about))


# The last block explains pdfuaid to readers of PDF/A, which do not know it.
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{about}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>LANGUAGE</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>PRODUCER</xmp:CreatorTool>
<pdf:Producer>PRODUCER</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>""".replace("LANGUAGE", LANGUAGE).replace("PRODUCER", PRODUCER)
