//! Tab.

use crate::support::Place;
use crate::{CTRL_C, CTRL_U, prompt};

#[test]
fn tab_completes() {
    let place = Place::new();
    place.write("data/unusual_name.txt", "text");
    let mut terminal = prompt(&place);
    terminal.enter("class C:\rcalls = 0\r@property\rdef costly(self): C.calls += 1\r");
    terminal.enter("c = C(); table = {'some key': 1}");
    terminal.press("c.cos\t");
    terminal.expect_line(">>> c.costly");
    terminal.press(CTRL_U);
    terminal.enter_expecting("('calls', C.calls)", "('calls', 0)");
    terminal.press("impo\t");
    terminal.expect_line(">>> import");
    terminal.press("colors\t");
    terminal.expect_line(">>> import colorsys");
    terminal.enter("");
    terminal.press("colorsys.rgb_to_h\t");
    terminal.expect("rgb_to_hls(");
    terminal.press("sv\t0, 0, ");
    terminal.expect_line(">>> colorsys.rgb_to_hsv(0, 0,");
    terminal.press("b\t");
    terminal.expect("b=");
    terminal.press(CTRL_U);
    terminal.press("table['so\t");
    terminal.expect_line(">>> table['some key']");
    terminal.press(CTRL_U);
    terminal.press("import os.pa\t");
    terminal.expect_line(">>> import os.path");
    terminal.press(CTRL_U);
    terminal.press("from json.decoder import JSONDecoder, py_sc\t");
    terminal.expect_line(">>> from json.decoder import JSONDecoder, py_scanstring");
    terminal.press(CTRL_U);
    terminal.press("from colorsys import rgb_to_hl\t");
    terminal.expect_line(">>> from colorsys import rgb_to_hls");
    terminal.press(CTRL_U);
    terminal.press("open('data/un\t");
    terminal.expect_line(">>> open('data/unusual_name.txt");
    terminal.press(CTRL_C);
    terminal.prompt();
    // At the start of a line it indents.
    terminal.press("\tx");
    terminal.expect_line(">>>     x");
}
