//! The modules: that of the classes, and one for the encodings of each country.

/// Classes for multi-byte encodings.
#[rpy_macros::native_module(
    name = "_multibytecodec",
    classes(
        super::super::incremental::MultibyteIncrementalEncoder as "MultibyteIncrementalEncoder",
        super::super::incremental::MultibyteIncrementalDecoder as "MultibyteIncrementalDecoder",
        super::super::stream::MultibyteStreamReader as "MultibyteStreamReader",
        super::super::stream::MultibyteStreamWriter as "MultibyteStreamWriter"
    )
)]
pub mod _multibytecodec {}

/// The encodings of China.
#[rpy_macros::native_module(name = "_codecs_cn")]
pub mod _codecs_cn {
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::super::codec::{MultibyteCodec, find};

    const NAMES: &[&str] = &["gb2312", "gbk", "gb18030", "hz"];

    /// Returns the codec of an encoding.
    ///
    /// Raises LookupError if the module does not have it.
    #[function(signature = "(encoding, /)", hidden)]
    fn getcodec(encoding: &Value, vm: &mut Vm) -> PyResult<Ref<MultibyteCodec>> {
        find(encoding, NAMES, vm)
    }
}

/// The encodings of Hong Kong.
#[rpy_macros::native_module(name = "_codecs_hk")]
pub mod _codecs_hk {
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::super::codec::{MultibyteCodec, find};

    const NAMES: &[&str] = &["big5hkscs"];

    /// Returns the codec of an encoding.
    ///
    /// Raises LookupError if the module does not have it.
    #[function(signature = "(encoding, /)", hidden)]
    fn getcodec(encoding: &Value, vm: &mut Vm) -> PyResult<Ref<MultibyteCodec>> {
        find(encoding, NAMES, vm)
    }
}

/// The encodings of Japan.
#[rpy_macros::native_module(name = "_codecs_jp")]
pub mod _codecs_jp {
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::super::codec::{MultibyteCodec, find};

    const NAMES: &[&str] = &[
        "shift_jis",
        "cp932",
        "euc_jp",
        "shift_jis_2004",
        "euc_jis_2004",
        "euc_jisx0213",
        "shift_jisx0213",
    ];

    /// Returns the codec of an encoding.
    ///
    /// Raises LookupError if the module does not have it.
    #[function(signature = "(encoding, /)", hidden)]
    fn getcodec(encoding: &Value, vm: &mut Vm) -> PyResult<Ref<MultibyteCodec>> {
        find(encoding, NAMES, vm)
    }
}

/// The encodings of Korea.
#[rpy_macros::native_module(name = "_codecs_kr")]
pub mod _codecs_kr {
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::super::codec::{MultibyteCodec, find};

    const NAMES: &[&str] = &["euc_kr", "cp949", "johab"];

    /// Returns the codec of an encoding.
    ///
    /// Raises LookupError if the module does not have it.
    #[function(signature = "(encoding, /)", hidden)]
    fn getcodec(encoding: &Value, vm: &mut Vm) -> PyResult<Ref<MultibyteCodec>> {
        find(encoding, NAMES, vm)
    }
}

/// The encodings of Taiwan.
#[rpy_macros::native_module(name = "_codecs_tw")]
pub mod _codecs_tw {
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::super::codec::{MultibyteCodec, find};

    const NAMES: &[&str] = &["big5", "cp950"];

    /// Returns the codec of an encoding.
    ///
    /// Raises LookupError if the module does not have it.
    #[function(signature = "(encoding, /)", hidden)]
    fn getcodec(encoding: &Value, vm: &mut Vm) -> PyResult<Ref<MultibyteCodec>> {
        find(encoding, NAMES, vm)
    }
}

/// The encodings of the family ISO 2022.
#[rpy_macros::native_module(name = "_codecs_iso2022")]
pub mod _codecs_iso2022 {
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::super::codec::{MultibyteCodec, find};

    const NAMES: &[&str] = &[
        "iso2022_kr",
        "iso2022_jp",
        "iso2022_jp_1",
        "iso2022_jp_2",
        "iso2022_jp_2004",
        "iso2022_jp_3",
        "iso2022_jp_ext",
    ];

    /// Returns the codec of an encoding.
    ///
    /// Raises LookupError if the module does not have it.
    #[function(signature = "(encoding, /)", hidden)]
    fn getcodec(encoding: &Value, vm: &mut Vm) -> PyResult<Ref<MultibyteCodec>> {
        find(encoding, NAMES, vm)
    }
}
