//! `_stat`: what the numbers of `os.stat` mean.
//! Reference: <https://docs.python.org/3.14/library/stat.html>

/// What the numbers of `os.stat` mean.
#[rpy_macros::native_module(name = "_stat")]
pub mod _stat {
    use rpy_vm::function::convert::FromArgument;
    use rpy_vm::{PyResult, Value, Vm};

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("SF_APPEND", 262144),
        ("SF_ARCHIVED", 65536),
        ("SF_DATALESS", 1073741824),
        ("SF_FIRMLINK", 8388608),
        ("SF_IMMUTABLE", 131072),
        ("SF_NOUNLINK", 1048576),
        ("SF_SETTABLE", 4294901760),
        ("SF_SNAPSHOT", 2097152),
        ("ST_ATIME", 7),
        ("ST_CTIME", 9),
        ("ST_DEV", 2),
        ("ST_GID", 5),
        ("ST_INO", 1),
        ("ST_MODE", 0),
        ("ST_MTIME", 8),
        ("ST_NLINK", 3),
        ("ST_SIZE", 6),
        ("ST_UID", 4),
        ("S_ENFMT", 1024),
        ("S_IEXEC", 64),
        ("S_IFBLK", 24576),
        ("S_IFCHR", 8192),
        ("S_IFDIR", 16384),
        ("S_IFDOOR", 0),
        ("S_IFIFO", 4096),
        ("S_IFLNK", 40960),
        ("S_IFPORT", 0),
        ("S_IFREG", 32768),
        ("S_IFSOCK", 49152),
        ("S_IFWHT", 0),
        ("S_IREAD", 256),
        ("S_IRGRP", 32),
        ("S_IROTH", 4),
        ("S_IRUSR", 256),
        ("S_IRWXG", 56),
        ("S_IRWXO", 7),
        ("S_IRWXU", 448),
        ("S_ISGID", 1024),
        ("S_ISUID", 2048),
        ("S_ISVTX", 512),
        ("S_IWGRP", 16),
        ("S_IWOTH", 2),
        ("S_IWRITE", 128),
        ("S_IWUSR", 128),
        ("S_IXGRP", 8),
        ("S_IXOTH", 1),
        ("S_IXUSR", 64),
        ("UF_APPEND", 4),
        ("UF_COMPRESSED", 32),
        ("UF_DATAVAULT", 128),
        ("UF_HIDDEN", 32768),
        ("UF_IMMUTABLE", 2),
        ("UF_NODUMP", 1),
        ("UF_NOUNLINK", 16),
        ("UF_OPAQUE", 8),
        ("UF_SETTABLE", 65535),
        ("UF_TRACKED", 64),
    ];

    /// A mode of a file.
    struct Mode(u32);

    impl<'a> FromArgument<'a> for Mode {
        fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Mode> {
            let index = value.index(vm)?;
            if index.as_int().is_some_and(|mode| mode.is_negative()) {
                return Err(vm.overflow_error("can't convert negative value to unsigned int"));
            }
            let mode = u64::from_argument(&index, vm)?;
            match u32::try_from(mode) {
                Ok(mode) => Ok(Mode(mode)),
                Err(_) => Err(vm.overflow_error("mode out of range")),
            }
        }
    }

    impl Mode {
        fn kind(&self) -> u32 {
            self.0 & libc::S_IFMT
        }
    }

    /// Returns whether a mode is that of a directory.
    #[function(
        name = "S_ISDIR",
        signature = "(object, /)",
        text = "($self, object, /)"
    )]
    fn is_dir(object: Mode) -> bool {
        object.kind() == libc::S_IFDIR
    }

    /// Returns whether a mode is that of a device of characters.
    #[function(
        name = "S_ISCHR",
        signature = "(object, /)",
        text = "($self, object, /)"
    )]
    fn is_chr(object: Mode) -> bool {
        object.kind() == libc::S_IFCHR
    }

    /// Returns whether a mode is that of a device of blocks.
    #[function(
        name = "S_ISBLK",
        signature = "(object, /)",
        text = "($self, object, /)"
    )]
    fn is_blk(object: Mode) -> bool {
        object.kind() == libc::S_IFBLK
    }

    /// Returns whether a mode is that of a regular file.
    #[function(
        name = "S_ISREG",
        signature = "(object, /)",
        text = "($self, object, /)"
    )]
    fn is_reg(object: Mode) -> bool {
        object.kind() == libc::S_IFREG
    }

    /// Returns whether a mode is that of a named pipe.
    #[function(
        name = "S_ISFIFO",
        signature = "(object, /)",
        text = "($self, object, /)"
    )]
    fn is_fifo(object: Mode) -> bool {
        object.kind() == libc::S_IFIFO
    }

    /// Returns whether a mode is that of a symbolic link.
    #[function(
        name = "S_ISLNK",
        signature = "(object, /)",
        text = "($self, object, /)"
    )]
    fn is_lnk(object: Mode) -> bool {
        object.kind() == libc::S_IFLNK
    }

    /// Returns whether a mode is that of a socket.
    #[function(
        name = "S_ISSOCK",
        signature = "(object, /)",
        text = "($self, object, /)"
    )]
    fn is_sock(object: Mode) -> bool {
        object.kind() == libc::S_IFSOCK
    }

    /// Returns whether a mode is that of a door, which Linux does not have.
    #[function(
        name = "S_ISDOOR",
        signature = "(object, /)",
        text = "($self, object, /)"
    )]
    fn is_door(_object: Mode) -> bool {
        false
    }

    /// Returns whether a mode is that of an event port, which Linux does not have.
    #[function(
        name = "S_ISPORT",
        signature = "(object, /)",
        text = "($self, object, /)"
    )]
    fn is_port(_object: Mode) -> bool {
        false
    }

    /// Returns whether a mode is that of a whiteout, which Linux does not have.
    #[function(
        name = "S_ISWHT",
        signature = "(object, /)",
        text = "($self, object, /)"
    )]
    fn is_wht(_object: Mode) -> bool {
        false
    }

    /// Returns the bits of a mode that can be changed.
    #[function(
        name = "S_IMODE",
        signature = "(object, /)",
        text = "($self, object, /)"
    )]
    fn permissions(object: Mode) -> u32 {
        object.0 & 0o7777
    }

    /// Returns the bits of a mode that tell the kind of the file.
    #[function(
        name = "S_IFMT",
        signature = "(object, /)",
        text = "($self, object, /)"
    )]
    fn kind_of(object: Mode) -> u32 {
        object.kind()
    }

    /// Returns a mode as `ls -l` shows it: `-rwxrwxrwx`.
    #[function(signature = "(object, /)", text = "($self, object, /)")]
    fn filemode(object: Mode) -> String {
        let kind = match object.kind() {
            libc::S_IFREG => '-',
            libc::S_IFDIR => 'd',
            libc::S_IFLNK => 'l',
            libc::S_IFBLK => 'b',
            libc::S_IFCHR => 'c',
            libc::S_IFIFO => 'p',
            libc::S_IFSOCK => 's',
            _ => '?',
        };
        let has = |bit: u32| object.0 & bit != 0;
        let mut text = String::from(kind);
        let groups = [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')];
        for (shift, special, letter) in groups {
            text.push(if has(4 << shift) { 'r' } else { '-' });
            text.push(if has(2 << shift) { 'w' } else { '-' });
            text.push(match (has(special), has(1 << shift)) {
                (true, true) => letter,
                (true, false) => letter.to_ascii_uppercase(),
                (false, true) => 'x',
                (false, false) => '-',
            });
        }
        text
    }
}
