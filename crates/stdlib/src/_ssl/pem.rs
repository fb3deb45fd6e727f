//! Reading of PEM: base64 between lines that begin and end it.
//! Source: RFC 7468; RFC 1421 for the lines that tell how a key is encrypted.

use crate::binascii::base64;

/// What stands between two lines.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) label: String,
    pub(super) content: Vec<u8>,
    /// Encrypted keys of the older kind: the cipher's name and its initial vector.
    pub(super) encryption: Option<(String, Vec<u8>)>,
}

/// What a file that is no PEM has instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PemError {
    /// Text between the lines that is no base64.
    BadBase64,
    /// No line that ends what was begun.
    NoEnd,
}

/// All blocks of a file; what stands outside of them is skipped.
pub(super) fn blocks(text: &[u8]) -> Result<Vec<Block>, PemError> {
    let mut blocks = Vec::new();
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    while let Some(line) = lines.next() {
        let Some(label) = marked(line, b"-----BEGIN ") else {
            continue;
        };
        let mut body = Vec::new();
        let mut encryption = None;
        loop {
            let line = lines.next().ok_or(PemError::NoEnd)?;
            if let Some(end) = marked(line, b"-----END ") {
                if end != label {
                    return Err(PemError::NoEnd);
                }
                break;
            }
            if let Some(name) = line.strip_prefix(b"DEK-Info:") {
                encryption = Some(encryption_of(name).ok_or(PemError::BadBase64)?);
            } else if !line.contains(&b':') {
                body.extend_from_slice(line);
            }
        }
        let content = base64::decode(&body, true).map_err(|_| PemError::BadBase64)?;
        blocks.push(Block {
            label: String::from_utf8_lossy(label).into_owned(),
            content,
            encryption,
        });
    }
    Ok(blocks)
}

/// The label of a line that begins or ends a block.
fn marked<'a>(line: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    line.strip_prefix(prefix)?.strip_suffix(b"-----")
}

/// Cipher and initial vector, as in `DEK-Info: AES-128-CBC,00112233`.
fn encryption_of(text: &[u8]) -> Option<(String, Vec<u8>)> {
    let text = std::str::from_utf8(text).ok()?;
    let (cipher, vector) = text.split_once(',')?;
    let vector = vector.trim();
    if !vector.is_ascii() || vector.len() % 2 != 0 {
        return None;
    }
    let vector: Option<Vec<u8>> = (0..vector.len())
        .step_by(2)
        .map(|place| u8::from_str_radix(&vector[place..place + 2], 16).ok())
        .collect();
    Some((cipher.trim().to_owned(), vector?))
}

/// A block of PEM.
pub(super) fn encode(label: &str, content: &[u8]) -> String {
    let digits = base64::encode(content, false);
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in digits.chunks(64) {
        text.extend(line.iter().map(|digit| char::from(*digit)));
        text.push('\n');
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_can_be_read() {
        let bytes: Vec<u8> = (0..=255).collect();
        let text = format!("before\n{}after\n", encode("CERTIFICATE", &bytes));
        let blocks = blocks(text.replace('\n', "\r\n").as_bytes()).unwrap();
        assert_eq!(blocks.len(), 1);
        assert_eq!(blocks[0].label, "CERTIFICATE");
        assert_eq!(blocks[0].content, bytes);
        assert!(blocks[0].encryption.is_none());
    }

    #[test]
    fn encrypted_keys_name_their_cipher() {
        let text = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\
                    DEK-Info: AES-128-CBC,00FF\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
        let blocks = blocks(text.as_bytes()).unwrap();
        let expected = Some(("AES-128-CBC".to_owned(), vec![0, 255]));
        assert_eq!(blocks[0].encryption, expected);
        assert_eq!(blocks[0].content, [0, 0, 0]);
    }

    #[test]
    fn what_is_cut_off_is_an_error() {
        assert_eq!(blocks(b"no PEM").unwrap().len(), 0);
        let error = |text: &str| blocks(text.as_bytes()).unwrap_err();
        assert_eq!(error("-----BEGIN A-----\nAAAA\n"), PemError::NoEnd);
        assert_eq!(
            error("-----BEGIN A-----\nAAAA\n-----END B-----"),
            PemError::NoEnd
        );
        assert_eq!(
            error("-----BEGIN A-----\n@@\n-----END A-----"),
            PemError::BadBase64
        );
    }
}
