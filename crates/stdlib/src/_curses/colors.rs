//! Colours and pairs of them.

/// The functions for colours.
#[rpy_macros::native_module(name = "_curses", part)]
pub(crate) mod colors {
    use rpy_vm::{PyResult, Value, Vm};

    use crate::_curses::entry::{State, check, coloured, enter, failed, initialised};
    use crate::_curses::library::ERR;
    use crate::_curses::screen::set_everywhere;

    /// A number by `__index__`, or the nearest that fits.
    fn nearest(value: &Value, vm: &mut Vm) -> PyResult<i64> {
        let index = value.index(vm)?;
        if let Some(flag) = index.as_bool() {
            return Ok(flag.into());
        }
        Ok(match index.as_int() {
            Some(number) => number.as_i64().unwrap_or(match number.is_negative() {
                true => i64::MIN,
                false => i64::MAX,
            }),
            None => 0,
        })
    }

    /// The number of a colour, or -1 where that stands for the terminal's own.
    fn color(value: &Value, allows_default: bool, vm: &mut Vm) -> PyResult<i32> {
        let number = nearest(value, vm)?;
        let count = coloured(vm)?.counts().0;
        if number < 0 && !allows_default {
            return Err(vm.value_error("Color number is less than 0."));
        }
        if number >= i64::from(count) {
            let last = count - 1;
            return Err(vm.value_error(format!("Color number is greater than COLORS-1 ({last}).")));
        }
        Ok(i32::try_from(number).unwrap_or(i32::MIN))
    }

    /// The number of a pair.
    fn pair(value: &Value, vm: &mut Vm) -> PyResult<i32> {
        let number = nearest(value, vm)?;
        if number < 0 {
            return Err(vm.value_error("Color pair is less than 0."));
        }
        i32::try_from(number).map_err(|_| {
            let most = i32::MAX;
            vm.value_error(format!("Color pair is greater than maximum ({most})."))
        })
    }

    /// What a pair has failed with.
    fn pair_failed<T>(number: i32, name: &str, vm: &mut Vm) -> PyResult<T> {
        let count = coloured(vm)?.counts().1;
        if number >= count {
            let last = count - 1;
            return Err(vm.value_error(format!(
                "Color pair is greater than COLOR_PAIRS-1 ({last})."
            )));
        }
        Err(failed(name, vm))
    }

    /// A component of a colour.
    fn component(value: &Value, vm: &mut Vm) -> PyResult<i32> {
        match nearest(value, vm)? {
            ..0 => Err(vm.value_error("Color component is less than 0")),
            1001.. => Err(vm.value_error("Color component is greater than 1000")),
            number => Ok(number as i32),
        }
    }

    /// Starts colours. It must be called before any other function for colours, and sets COLORS and COLOR_PAIRS.
    #[function(signature = "()")]
    fn start_color(vm: &mut Vm) -> PyResult<()> {
        let result = initialised(vm)?.start_color();
        check(result, "start_color", vm)?;
        vm.module_state::<State>().has_colors = true;
        let (colors, pairs) = enter(vm)?.counts();
        set_everywhere(&[("COLORS", colors), ("COLOR_PAIRS", pairs)], false, vm)
    }

    /// Returns whether the terminal has colours.
    #[function(signature = "()")]
    fn has_colors(vm: &mut Vm) -> PyResult<bool> {
        Ok(initialised(vm)?.has_colors() != 0)
    }

    /// Returns whether colours can be changed.
    #[function(signature = "()")]
    fn can_change_color(vm: &mut Vm) -> PyResult<bool> {
        Ok(initialised(vm)?.can_change_color() != 0)
    }

    /// Returns whether there may be more than 256 pairs of colours.
    #[function(signature = "()")]
    fn has_extended_color_support() -> bool {
        true
    }

    /// Returns red, green and blue of a colour, from 0 to 1000.
    #[function(signature = "(color_number, /)")]
    fn color_content(color_number: &Value, vm: &mut Vm) -> PyResult<(i32, i32, i32)> {
        let number = color(color_number, false, vm)?;
        match coloured(vm)?.color(number) {
            Some([red, green, blue]) => Ok((red, green, blue)),
            None => Err(failed("extended_color_content", vm)),
        }
    }

    /// Sets red, green and blue of a colour, from 0 to 1000.
    #[function(signature = "(color_number, r, g, b, /)")]
    fn init_color(
        color_number: &Value,
        r: &Value,
        g: &Value,
        b: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let number = color(color_number, false, vm)?;
        let (red, green, blue) = (component(r, vm)?, component(g, vm)?, component(b, vm)?);
        let result = coloured(vm)?.init_extended_color(number, red, green, blue);
        check(result, "init_extended_color", vm)
    }

    /// Sets the colours of a pair.
    #[function(signature = "(pair_number, fg, bg, /)")]
    fn init_pair(pair_number: &Value, fg: &Value, bg: &Value, vm: &mut Vm) -> PyResult<()> {
        let number = pair(pair_number, vm)?;
        let (foreground, background) = (color(fg, true, vm)?, color(bg, true, vm)?);
        match coloured(vm)?.init_extended_pair(number, foreground, background) {
            ERR => pair_failed(number, "init_extended_pair", vm),
            _ => Ok(()),
        }
    }

    /// Returns the colours of a pair.
    #[function(signature = "(pair_number, /)")]
    fn pair_content(pair_number: &Value, vm: &mut Vm) -> PyResult<(i32, i32)> {
        let number = pair(pair_number, vm)?;
        match coloured(vm)?.pair(number) {
            Some(colors) => Ok(colors),
            None => pair_failed(number, "extended_pair_content", vm),
        }
    }

    /// Returns the attribute of a pair.
    #[function(signature = "(pair_number, /)")]
    fn color_pair(pair_number: i32, vm: &mut Vm) -> PyResult<i32> {
        Ok(coloured(vm)?.COLOR_PAIR(pair_number))
    }

    /// Returns the pair of an attribute.
    #[function(signature = "(attr, /)")]
    fn pair_number(attr: i32, vm: &mut Vm) -> PyResult<i32> {
        Ok(coloured(vm)?.PAIR_NUMBER(attr))
    }

    /// Has -1 stand for the terminal's own colours, which pair 0 has then.
    #[function(signature = "()")]
    fn use_default_colors(vm: &mut Vm) -> PyResult<()> {
        let result = coloured(vm)?.use_default_colors();
        check(result, "use_default_colors", vm)
    }

    /// Sets the colours of pair 0; -1 stands for the terminal's own.
    #[function(signature = "(fg, bg, /)")]
    fn assume_default_colors(fg: i32, bg: i32, vm: &mut Vm) -> PyResult<()> {
        let result = coloured(vm)?.assume_default_colors(fg, bg);
        check(result, "assume_default_colors", vm)
    }
}
