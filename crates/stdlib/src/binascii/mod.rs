//! `binascii`: bytes as text and back.
//! Reference: <https://docs.python.org/3.14/library/binascii.html>

pub(crate) mod base64;
mod hex;
mod quoted_printable;
mod uu;

pub use binascii::MODULE;

/// Conversions between bytes and their representations as ASCII, and checksums.
#[rpy_macros::native_module(name = "binascii")]
pub(crate) mod binascii {
    use rpy_vm::builtins::bytes::{Bytes, BytesLike};
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use crate::arguments::{AsciiBytes, Low32};

    use super::{base64, hex, quoted_printable, uu};

    /// Raised for text that represents no bytes.
    #[exception(base = ValueError)]
    pub(crate) struct Error;

    /// Raised for text that is not complete.
    #[exception]
    pub(crate) struct Incomplete;

    /// The bytes that were decoded, or the error of what was no representation of any.
    fn decoded(result: Result<Vec<u8>, String>, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        match result {
            Ok(bytes) => Ok(Bytes::from_vec(bytes, vm)),
            Err(message) => Err(vm.native_error::<Error>(message)),
        }
    }

    /// Returns the bytes of one line of uuencoded text.
    #[function(signature = "(data, /)")]
    fn a2b_uu(data: AsciiBytes<'_>, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let result = uu::decode(data.as_bytes(vm));
        decoded(result, vm)
    }

    /// Encodes up to 45 bytes as a line of uuencoded data; backtick says whether zeros are
    /// represented by a backtick, not by a space.
    #[function(signature = "(data, /, *, backtick=False)")]
    fn b2a_uu(data: BytesLike<'_>, backtick: bool, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let result = uu::encode(data.as_bytes(vm), backtick);
        decoded(result, vm)
    }

    /// Decodes base64.
    ///
    /// Characters outside of the alphabet are passed over, or, with strict_mode, refused.
    #[function(signature = "(data, /, *, strict_mode=False)")]
    fn a2b_base64(data: AsciiBytes<'_>, strict_mode: bool, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let result = base64::decode(data.as_bytes(vm), strict_mode);
        decoded(result, vm)
    }

    /// Encodes bytes as a line of base64.
    #[function(signature = "(data, /, *, newline=True)")]
    fn b2a_base64(data: BytesLike<'_>, newline: bool, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let length = data.as_bytes(vm).len();
        vm.check_allocation(length.saturating_mul(2))?;
        let text = base64::encode(data.as_bytes(vm), newline);
        Ok(Bytes::from_vec(text, vm))
    }

    /// Returns two hexadecimal digits for each byte.
    ///
    /// sep is put between groups of bytes_per_sep bytes, which are counted from the end, or, if the
    /// number is negative, from the start.
    #[function(signature = "(data, sep=<unrepresentable>, bytes_per_sep=1)")]
    fn b2a_hex(
        data: BytesLike<'_>,
        sep: Option<&Value>,
        bytes_per_sep: i32,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        hex::encode(&data, sep, bytes_per_sep, vm)
    }

    /// Returns two hexadecimal digits for each byte.
    ///
    /// sep is put between groups of bytes_per_sep bytes, which are counted from the end, or, if the
    /// number is negative, from the start.
    #[function(signature = "(data, sep=<unrepresentable>, bytes_per_sep=1)")]
    fn hexlify(
        data: BytesLike<'_>,
        sep: Option<&Value>,
        bytes_per_sep: i32,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        hex::encode(&data, sep, bytes_per_sep, vm)
    }

    /// Returns the bytes that pairs of hexadecimal digits stand for.
    #[function(signature = "(hexstr, /)")]
    fn a2b_hex(hexstr: AsciiBytes<'_>, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let result = hex::decode(hexstr.as_bytes(vm));
        decoded(result, vm)
    }

    /// Returns the bytes that pairs of hexadecimal digits stand for.
    #[function(signature = "(hexstr, /)")]
    fn unhexlify(hexstr: AsciiBytes<'_>, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let result = hex::decode(hexstr.as_bytes(vm));
        decoded(result, vm)
    }

    /// Decodes quoted-printable data; in headers an underscore stands for a space.
    #[function(signature = "(data, header=False)")]
    fn a2b_qp(data: AsciiBytes<'_>, header: bool, vm: &mut Vm) -> Ref<Bytes> {
        let bytes = quoted_printable::decode(data.as_bytes(vm), header);
        Bytes::from_vec(bytes, vm)
    }

    /// Encodes bytes as quoted-printable data.
    ///
    /// quotetabs says whether white space is quoted, istext whether line breaks are kept, header
    /// whether spaces become underscores.
    #[function(signature = "(data, quotetabs=False, istext=True, header=False)")]
    fn b2a_qp(
        data: BytesLike<'_>,
        quotetabs: bool,
        istext: bool,
        header: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        // Three bytes for each, and line breaks.
        vm.check_allocation(data.as_bytes(vm).len().saturating_mul(4))?;
        let options = quoted_printable::Options {
            quote_tabs: quotetabs,
            is_text: istext,
            is_header: header,
        };
        let text = quoted_printable::encode(data.as_bytes(vm), options);
        Ok(Bytes::from_vec(text, vm))
    }

    /// Returns the CRC-32 of data, going on from that of what is in front.
    #[function(signature = "(data, crc=0, /)")]
    fn crc32(data: BytesLike<'_>, crc: Low32, vm: &mut Vm) -> u32 {
        zlib_rs::crc32::crc32(crc.0, data.as_bytes(vm))
    }

    /// Returns the CRC-CCITT of data that BinHex uses, going on from that of what is in front.
    #[function(signature = "(data, crc, /)")]
    fn crc_hqx(data: BytesLike<'_>, crc: Low32, vm: &mut Vm) -> u32 {
        let mut crc = crc.0 as u16;
        for &byte in data.as_bytes(vm) {
            crc ^= u16::from(byte) << 8;
            for _ in 0..8 {
                crc = match crc & 0x8000 {
                    0 => crc << 1,
                    _ => crc << 1 ^ 0x1021,
                };
            }
        }
        crc.into()
    }
}
