//! What characters are encoded as, by pages of 256 characters.

/// An encoded character: at most four bytes, none where there is no such character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bytes {
    bytes: [u8; 4],
    length: u8,
}

impl Bytes {
    pub(super) fn new(bytes: &[u8]) -> Bytes {
        let mut result = Bytes {
            bytes: [0; 4],
            length: bytes.len() as u8,
        };
        result.bytes[..bytes.len()].copy_from_slice(bytes);
        result
    }

    #[inline(always)]
    pub(super) fn as_slice(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    /// Appends the bytes: as four always, since a length that is known needs no call.
    #[inline(always)]
    pub(super) fn append_to(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.bytes);
        out.truncate(out.len() - (4 - usize::from(self.length)));
    }
}

type Page = Box<[Bytes; 256]>;

/// The codes of characters.
#[derive(Default)]
pub(super) struct Codes {
    pages: Vec<Option<Page>>,
}

impl Codes {
    fn place(&mut self, char: u32) -> &mut Bytes {
        let page = char as usize >> 8;
        if page >= self.pages.len() {
            self.pages.resize_with(page + 1, || None);
        }
        let page = self.pages[page].get_or_insert_with(|| Box::new([Bytes::default(); 256]));
        &mut page[char as usize & 0xff]
    }

    #[inline(always)]
    pub(super) fn get(&self, char: u32) -> Option<&Bytes> {
        let page = self.pages.get(char as usize >> 8)?.as_ref()?;
        Some(&page[char as usize & 0xff]).filter(|code| code.length != 0)
    }

    pub(super) fn insert(&mut self, char: u32, code: Bytes) {
        *self.place(char) = code;
    }

    /// Unless the character has a code.
    pub(super) fn insert_first(&mut self, char: u32, code: Bytes) {
        let place = self.place(char);
        if place.length == 0 {
            *place = code;
        }
    }

    pub(super) fn remove(&mut self, char: u32) {
        *self.place(char) = Bytes::default();
    }
}
