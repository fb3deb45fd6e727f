//! Documents in pieces, and what is told of them.

use super::*;

/// The events of a document that comes in pieces of this size, or the number of an error.
fn events(document: &str, size: usize) -> Result<Vec<String>, u32> {
    let mut machine = Machine::new(Kind::Document, Rc::default());
    machine.defers = false;
    let mut told = Vec::new();
    let mut pieces: Vec<&[u8]> = document.as_bytes().chunks(size).collect();
    pieces.push(b"");
    let count = pieces.len();
    for (index, piece) in pieces.into_iter().enumerate() {
        machine.feed(piece, index + 1 == count);
        loop {
            match machine.next() {
                Step::Event(Event::Other | Event::Characters) => {}
                Step::Event(event) => {
                    let attributes = (0..machine.attribute_count())
                        .map(|index| format!("{:?}", machine.attribute(index)));
                    let attributes: Vec<String> = match event {
                        Event::StartElement { .. } => attributes.collect(),
                        _ => Vec::new(),
                    };
                    told.push(format!("{event:?}{attributes:?}"));
                }
                Step::Pause => break,
                Step::Error(code) => return Err(code),
            }
        }
    }
    Ok(told)
}

#[test]
fn pieces_of_any_size_give_the_same_events() {
    let document = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e '<c/>'><!ATTLIST b x CDATA 'é'>]>\n\
                    <a><!-- - --><b y='>'/>&e;<![CDATA[]]]]><?p q?></a>\n";
    let whole = events(document, 1000).expect("well-formed");
    assert_eq!(whole.len(), 15, "{whole:#?}");
    for size in 1..20 {
        assert_eq!(
            events(document, size).as_ref(),
            Ok(&whole),
            "pieces of {size} bytes"
        );
    }
}

#[test]
fn what_is_not_well_formed_is_told() {
    for (document, code) in [
        ("<a></b>", error::TAG_MISMATCH),
        ("<a><b></a></b>", error::TAG_MISMATCH),
        (
            "<!DOCTYPE a [<!ENTITY e '</a>'>]><a>&e;",
            error::ASYNC_ENTITY,
        ),
        (
            "<!DOCTYPE a [<!ENTITY e '&e;'>]><a>&e;</a>",
            error::RECURSIVE_ENTITY_REF,
        ),
        (
            "<!DOCTYPE a [<!ENTITY e '&e;'>]><a x='&e;'/>",
            error::RECURSIVE_ENTITY_REF,
        ),
        ("<a>]]></a>", error::INVALID_TOKEN),
        ("<a/>x", error::JUNK_AFTER_DOC_ELEMENT),
    ] {
        for size in [1, 1000] {
            assert_eq!(events(document, size), Err(code), "{document}");
        }
    }
}
