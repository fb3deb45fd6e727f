//! `_zstd`: compression in the format of Zstandard.
//! Reference: <https://docs.python.org/3.14/library/compression.zstd.html>

mod compressor;
mod decompressor;
mod dictionary;
mod parameters;
mod system;

pub use _zstd::MODULE;

/// Compression by Zstandard: what `compression.zstd` is made of.
#[rpy_macros::native_module(
    name = "_zstd",
    classes(
        super::compressor::ZstdCompressor,
        super::decompressor::ZstdDecompressor,
        super::dictionary::ZstdDict,
        super::ZstdError
    )
)]
pub(crate) mod _zstd {
    use rpy_vm::builtins::bytes::{Bytes, BytesLike};
    use rpy_vm::builtins::int::IntView;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::builtins::type_::Type;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    pub(super) use super::ZstdError;
    use super::system;

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("ZSTD_CLEVEL_DEFAULT", 3),
        ("ZSTD_DStreamOutSize", 131072),
        ("ZSTD_btlazy2", 6),
        ("ZSTD_btopt", 7),
        ("ZSTD_btultra", 8),
        ("ZSTD_btultra2", 9),
        ("ZSTD_c_chainLog", 103),
        ("ZSTD_c_checksumFlag", 201),
        ("ZSTD_c_compressionLevel", 100),
        ("ZSTD_c_contentSizeFlag", 200),
        ("ZSTD_c_dictIDFlag", 202),
        ("ZSTD_c_enableLongDistanceMatching", 160),
        ("ZSTD_c_hashLog", 102),
        ("ZSTD_c_jobSize", 401),
        ("ZSTD_c_ldmBucketSizeLog", 163),
        ("ZSTD_c_ldmHashLog", 161),
        ("ZSTD_c_ldmHashRateLog", 164),
        ("ZSTD_c_ldmMinMatch", 162),
        ("ZSTD_c_minMatch", 105),
        ("ZSTD_c_nbWorkers", 400),
        ("ZSTD_c_overlapLog", 402),
        ("ZSTD_c_searchLog", 104),
        ("ZSTD_c_strategy", 107),
        ("ZSTD_c_targetLength", 106),
        ("ZSTD_c_windowLog", 101),
        ("ZSTD_d_windowLogMax", 100),
        ("ZSTD_dfast", 2),
        ("ZSTD_fast", 1),
        ("ZSTD_greedy", 3),
        ("ZSTD_lazy", 4),
        ("ZSTD_lazy2", 5),
    ];

    /// The classes that the names of parameters are members of.
    #[state]
    #[derive(Default)]
    pub(super) struct State {
        pub(super) compression: Option<Ref<Type>>,
        pub(super) decompression: Option<Ref<Type>>,
    }

    #[constant]
    fn zstd_version(vm: &mut Vm) -> Value {
        let number = system::version();
        let (major, minor, release) = (number / 10_000, number / 100 % 100, number % 100);
        vm.new_str(&format!("{major}.{minor}.{release}"))
    }

    #[constant]
    fn zstd_version_number(vm: &mut Vm) -> Value {
        vm.new_int(system::version().into())
    }

    /// The sizes of samples, which add up to all of them.
    fn sizes_of(sizes: &Ref<Tuple>, total: usize, vm: &mut Vm) -> PyResult<Vec<usize>> {
        if u32::try_from(sizes.length()).is_err() {
            let most = u32::MAX;
            let message = format!("The number of samples should be <= {most}.");
            return Err(vm.value_error(message));
        }
        let mut found = Vec::with_capacity(sizes.length());
        let mut sum = Some(0_usize);
        for size in sizes.as_slice() {
            let number = size.index(vm)?.as_int().and_then(IntView::as_i64);
            let number = number.and_then(|number| usize::try_from(number).ok());
            sum = sum
                .zip(number)
                .and_then(|(sum, number)| sum.checked_add(number));
            found.push(number.unwrap_or(0));
        }
        if sum != Some(total) {
            let message = "The samples size tuple doesn't match the concatenation's size.";
            return Err(vm.value_error(message));
        }
        Ok(found)
    }

    fn room_of(dict_size: isize, vm: &mut Vm) -> PyResult<usize> {
        match usize::try_from(dict_size) {
            Ok(size) if size > 0 => {
                vm.check_allocation(size)?;
                Ok(size)
            }
            _ => Err(vm.value_error("dict_size argument should be positive number.")),
        }
    }

    /// Returns a dictionary that is trained on samples.
    #[function(signature = "(samples_bytes, samples_sizes, dict_size, /)")]
    fn train_dict(
        samples_bytes: &Ref<Bytes>,
        samples_sizes: &Ref<Tuple>,
        dict_size: isize,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        let room = room_of(dict_size, vm)?;
        let samples = samples_bytes.as_slice();
        let sizes = sizes_of(samples_sizes, samples.len(), vm)?;
        match vm.allow_threads(|| system::train(samples, &sizes, room)) {
            Ok(made) => Ok(Bytes::from_vec(made, vm)),
            Err(why) => {
                let message = format!("Unable to train the Zstandard dictionary: {why}");
                Err(vm.native_error::<ZstdError>(message))
            }
        }
    }

    /// Returns a dictionary of a content, finished by samples.
    #[function(
        signature = "(custom_dict_bytes, samples_bytes, samples_sizes, dict_size, compression_level, /)",
        text = "(custom_dict_bytes, samples_bytes, samples_sizes,\n              dict_size, compression_level, /)"
    )]
    fn finalize_dict(
        custom_dict_bytes: &Ref<Bytes>,
        samples_bytes: &Ref<Bytes>,
        samples_sizes: &Ref<Tuple>,
        dict_size: isize,
        compression_level: i32,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        let room = room_of(dict_size, vm)?;
        let samples = samples_bytes.as_slice();
        let sizes = sizes_of(samples_sizes, samples.len(), vm)?;
        let content = custom_dict_bytes.as_slice();
        let result = vm
            .allow_threads(|| system::finalize(content, samples, &sizes, room, compression_level));
        match result {
            Ok(made) => Ok(Bytes::from_vec(made, vm)),
            Err(why) => {
                let message = format!("Unable to finalize the Zstandard dictionary: {why}");
                Err(vm.native_error::<ZstdError>(message))
            }
        }
    }

    /// Returns the size of the data of a frame, None if it is not told, and the number of its
    /// dictionary.
    #[function(signature = "(frame_buffer)")]
    fn get_frame_info(frame_buffer: BytesLike<'_>, vm: &mut Vm) -> PyResult<(Value, u32)> {
        match system::frame_info(frame_buffer.as_bytes(vm)) {
            Some((None, dictionary)) => Ok((Value::NONE, dictionary)),
            Some((Some(size), dictionary)) => Ok((vm.new_big_int(size.into()), dictionary)),
            None => Err(vm.native_error::<ZstdError>(
                "Error when getting information from the header of a Zstandard frame. Ensure the frame_buffer argument starts from the beginning of a frame, and its length is not less than the frame header (6~18 bytes).",
            )),
        }
    }

    /// Returns the size of a frame.
    #[function(signature = "(frame_buffer)")]
    fn get_frame_size(frame_buffer: BytesLike<'_>, vm: &mut Vm) -> PyResult<usize> {
        match system::frame_size(frame_buffer.as_bytes(vm)) {
            Ok(size) => Ok(size),
            Err(why) => Err(vm.native_error::<ZstdError>(format!(
                "Error when finding the compressed size of a Zstandard frame. Ensure the frame_buffer argument starts from the beginning of a frame, and its length is not less than this complete frame. Zstd error message: {why}."
            ))),
        }
    }

    /// Returns the lowest and the highest value of a parameter.
    #[function(signature = "(parameter, is_compress)")]
    fn get_param_bounds(parameter: i32, is_compress: bool, vm: &mut Vm) -> PyResult<(i32, i32)> {
        match system::bounds(parameter, is_compress) {
            Ok(bounds) => Ok(bounds),
            Err(why) => {
                let kind = match is_compress {
                    true => "compression",
                    false => "decompression",
                };
                let message = format!("Unable to get zstd {kind} parameter bounds: {why}");
                Err(vm.native_error::<ZstdError>(message))
            }
        }
    }

    /// Sets the classes that the names of parameters are members of.
    #[function(signature = "(c_parameter_type, d_parameter_type)")]
    fn set_parameter_types(
        c_parameter_type: &Ref<Type>,
        d_parameter_type: &Ref<Type>,
        vm: &mut Vm,
    ) {
        let state = vm.module_state::<State>();
        state.compression = Some(c_parameter_type.clone());
        state.decompression = Some(d_parameter_type.clone());
    }
}

/// What cannot be compressed or decompressed.
#[rpy_macros::exception(name = "compression.zstd.ZstdError")]
pub(crate) struct ZstdError;
