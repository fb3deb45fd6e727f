//! Dialects: how rows are written.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, PyResult, Raised, Ref, Value, Vm};

use super::_csv::{Error, State};

/// Which fields are quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoting {
    /// Those that could not be read otherwise.
    Minimal,
    /// All.
    All,
    /// Those that are no numbers; what is not quoted is read as a float.
    NonNumeric,
    /// None.
    None,
    /// Strings; what is not quoted is read as a float, or as None if it is empty.
    Strings,
    /// Those that are not None; what is empty and not quoted is read as None.
    NotNull,
}

/// CSV dialect
///
/// How rows are written: what separates fields and rows, what is quoted, and how.
#[derive(Clone, Payload)]
pub(crate) struct Dialect {
    pub(super) delimiter: u32,
    pub(super) quote: Option<u32>,
    pub(super) escape: Option<u32>,
    pub(super) line_terminator: Ref<Str>,
    #[payload(skip)]
    pub(super) quoting: Quoting,
    pub(super) double_quote: bool,
    pub(super) skip_initial_space: bool,
    pub(super) strict: bool,
}

/// The parameters, in the order of `PARAMETERS`.
type Parameters = [Option<Value>; 8];

const PARAMETERS: [&str; 8] = [
    "delimiter",
    "doublequote",
    "escapechar",
    "lineterminator",
    "quotechar",
    "quoting",
    "skipinitialspace",
    "strict",
];

/// The dialect of a name.
///
/// Raises `Error` if there is none.
pub(super) fn registered(name: &Value, vm: &mut Vm) -> PyResult {
    let dialects = vm.module_state::<State>().dialects.clone();
    match dialects.get_item(name, vm)? {
        Some(dialect) => Ok(dialect),
        None => Err(vm.native_error::<Error>("unknown dialect")),
    }
}

impl Dialect {
    /// The dialect of arguments `dialect=None, **fmtparams`, of which there is at most one that is
    /// positional. Without parameters, a dialect is taken as it is.
    pub(super) fn of_arguments(args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Dialect>> {
        let class = Dialect::class(vm).clone();
        Dialect::of_class(&class, args, vm)
    }

    fn of_class(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Dialect>> {
        let mut base = match args.positional() {
            [] => None,
            [base] => Some(base.clone()),
            more => {
                // The other positional arguments are the parameters, in their order.
                if more.len() > 9 {
                    let count = more.len();
                    return Err(vm.type_error(format!(
                        "function takes at most 9 arguments ({count} given)"
                    )));
                }
                Some(more[0].clone())
            }
        };
        let mut parameters: Parameters = Default::default();
        for (parameter, value) in parameters.iter_mut().zip(args.positional().iter().skip(1)) {
            *parameter = Some(value.clone());
        }
        for (name, value) in args.keywords() {
            let name = name.downcast::<Str>().map(|name| name.to_string_lossy());
            let name = name.unwrap_or_default();
            match PARAMETERS.iter().position(|parameter| *parameter == name) {
                Some(index) => parameters[index] = Some(value.clone()),
                None if name == "dialect" => base = Some(value.clone()),
                None => {
                    return Err(vm.type_error(format!(
                        "this function got an unexpected keyword argument '{name}'"
                    )));
                }
            }
        }
        let mut base = base.filter(|base| !base.is_none());
        if let Some(name) = &base
            && name.has_payload::<Str>()
        {
            base = Some(registered(name, vm)?);
        }
        if let Some(base) = base {
            let is_plain = parameters.iter().all(Option::is_none);
            if is_plain && let Some(dialect) = base.downcast::<Dialect>() {
                return Ok(dialect.clone());
            }
            for (parameter, name) in parameters.iter_mut().zip(PARAMETERS) {
                if parameter.is_none() {
                    let name = vm.intern(name);
                    *parameter = base.get_attribute_optional(&name, vm)?;
                }
            }
        }
        let dialect = Dialect::of_parameters(parameters, vm)?;
        dialect.check(vm)?;
        Ok(Ref::with_class(dialect, class, vm))
    }

    fn of_parameters(parameters: Parameters, vm: &mut Vm) -> PyResult<Dialect> {
        let [
            delimiter,
            double_quote,
            escape,
            terminator,
            quote,
            quoting,
            skip_space,
            strict,
        ] = parameters;
        let delimiter = match &delimiter {
            Some(value) => character("delimiter", value, "", vm)?,
            None => u32::from(','),
        };
        let truth = |value: Option<Value>, default: bool, vm: &mut Vm| match value {
            Some(value) => value.is_true(vm),
            None => Ok(default),
        };
        let double_quote = truth(double_quote, true, vm)?;
        let escape = optional_character("escapechar", escape.as_ref(), None, vm)?;
        let line_terminator = match terminator {
            None => Str::new("\r\n", vm),
            Some(value) => match value.downcast::<Str>() {
                Some(text) => text.clone(),
                None => {
                    let class = value.type_name(vm);
                    return Err(
                        vm.type_error(format!("\"lineterminator\" must be a string, not {class}"))
                    );
                }
            },
        };
        let no_quotes = quote.as_ref().is_some_and(Value::is_none) && quoting.is_none();
        let default = Some(u32::from('"'));
        let quote = optional_character("quotechar", quote.as_ref(), default, vm)?;
        let quoting = match &quoting {
            None if no_quotes => Quoting::None,
            None => Quoting::Minimal,
            Some(value) => quoting_of(value, vm)?,
        };
        Ok(Dialect {
            delimiter,
            quote,
            escape,
            line_terminator,
            quoting,
            double_quote,
            skip_initial_space: truth(skip_space, false, vm)?,
            strict: truth(strict, false, vm)?,
        })
    }

    /// Raises an error if characters do not go together.
    fn check(&self, vm: &mut Vm) -> PyResult<()> {
        if self.quoting != Quoting::None && self.quote.is_none() {
            return Err(vm.type_error("quotechar must be set if quoting enabled"));
        }
        let space = !self.skip_initial_space;
        let characters = [
            ("delimiter", Some(self.delimiter), true),
            ("escapechar", self.escape, space),
            ("quotechar", self.quote, space),
        ];
        for (name, character, may_be_space) in characters {
            let Some(character) = character else {
                continue;
            };
            let is_line_break = character == u32::from('\r') || character == u32::from('\n');
            if is_line_break || character == u32::from(' ') && !may_be_space {
                return Err(vm.value_error(format!("bad {name} value")));
            }
            if self.line_terminator.code_points().any(|it| it == character) {
                return Err(vm.value_error(format!("bad {name} or lineterminator value")));
            }
        }
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            let ((first, a, _), (second, b, _)) = (characters[a], characters[b]);
            if a.is_some() && a == b {
                return Err(vm.value_error(format!("bad {first} or {second} value")));
            }
        }
        Ok(())
    }
}

fn character(name: &str, value: &Value, or_none: &str, vm: &mut Vm) -> PyResult<u32> {
    let found = match value.downcast::<Str>() {
        Some(text) if text.length() == 1 => return Ok(text.code_point_at(0)),
        Some(text) => format!("a string of length {}", text.length()),
        None => value.type_name(vm),
    };
    Err(vm.type_error(format!(
        "\"{name}\" must be a unicode character{or_none}, not {found}"
    )))
}

fn optional_character(
    name: &str,
    value: Option<&Value>,
    default: Option<u32>,
    vm: &mut Vm,
) -> PyResult<Option<u32>> {
    match value {
        None => Ok(default),
        Some(value) if value.is_none() => Ok(None),
        Some(value) => character(name, value, " or None", vm).map(Some),
    }
}

fn quoting_of(value: &Value, vm: &mut Vm) -> PyResult<Quoting> {
    if !value.class(vm).is(&vm.types.int) {
        let class = value.type_name(vm);
        return Err(vm.type_error(format!("\"quoting\" must be an integer, not {class}")));
    }
    Ok(match value.as_small_int() {
        Some(0) => Quoting::Minimal,
        Some(1) => Quoting::All,
        Some(2) => Quoting::NonNumeric,
        Some(3) => Quoting::None,
        Some(4) => Quoting::Strings,
        Some(5) => Quoting::NotNull,
        _ => return Err(vm.type_error("bad \"quoting\" value")),
    })
}

#[native_class(name = "_csv.Dialect", flags(base))]
impl Dialect {
    #[new]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Dialect>> {
        Dialect::of_class(class, args, vm)
    }

    /// What separates fields.
    #[getter]
    fn delimiter(this: &Ref<Dialect>, vm: &mut Vm) -> Ref<Str> {
        vm.char_str(this.delimiter)
    }

    /// Whether a quote within quotes is doubled, not escaped.
    #[getter(member)]
    fn doublequote(this: &Ref<Dialect>) -> bool {
        this.double_quote
    }

    /// What stands in front of characters that have no meaning then, or None.
    #[getter]
    fn escapechar(this: &Ref<Dialect>, vm: &mut Vm) -> Option<Ref<Str>> {
        this.escape.map(|escape| vm.char_str(escape))
    }

    /// What ends rows.
    #[getter]
    fn lineterminator(this: &Ref<Dialect>) -> Ref<Str> {
        this.line_terminator.clone()
    }

    /// What fields are quoted by, or None.
    #[getter]
    fn quotechar(this: &Ref<Dialect>, vm: &mut Vm) -> Option<Ref<Str>> {
        this.quote.map(|quote| vm.char_str(quote))
    }

    /// Which fields are quoted, one of the constants of the module.
    #[getter]
    fn quoting(this: &Ref<Dialect>) -> i32 {
        this.quoting as i32
    }

    /// Whether spaces behind delimiters are passed over.
    #[getter(member)]
    fn skipinitialspace(this: &Ref<Dialect>) -> bool {
        this.skip_initial_space
    }

    /// Whether an error is raised for what is no CSV.
    #[getter(member)]
    fn strict(this: &Ref<Dialect>) -> bool {
        this.strict
    }

    #[method(signature = "($self, /)", hidden)]
    fn __reduce__(this: &Ref<Dialect>, vm: &mut Vm) -> PyResult {
        Err(no_pickle(this, vm))
    }

    #[method(signature = "($self, protocol, /)", hidden)]
    fn __reduce_ex__(this: &Ref<Dialect>, protocol: &Value, vm: &mut Vm) -> PyResult {
        let _ = protocol;
        Err(no_pickle(this, vm))
    }
}

fn no_pickle(dialect: &Ref<Dialect>, vm: &mut Vm) -> Raised {
    let class = dialect.class().name(vm);
    vm.type_error(format!("cannot pickle '{class}' instances"))
}
