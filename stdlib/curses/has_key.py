"""Which keys a terminal has, by what it says that they send.

For libraries without a function for that.
"""

import _curses

# The names of capabilities, by those of the keys: what stands behind KEY_. A small letter k comes in front.
_NAMES = """
    A1 a1  A3 a3  B2 b2  BACKSPACE bs  BEG beg  BTAB cbt  C1 c1  C3 c3  CANCEL can  CATAB tbc  CLEAR clr  CLOSE clo
    COMMAND cmd  COPY cpy  CREATE crt  CTAB ctab  DC dch1  DL dl1  DOWN cud1  EIC rmir  END end  ENTER ent  EOL el
    EOS ed  EXIT ext  FIND fnd  HELP hlp  HOME home  IC ich1  IL il1  LEFT cub1  LL ll  MARK mrk  MESSAGE msg
    MOVE mov  NEXT nxt  NPAGE np  OPEN opn  OPTIONS opt  PPAGE pp  PREVIOUS prv  PRINT prt  REDO rdo  REFERENCE ref
    REFRESH rfr  REPLACE rpl  RESTART rst  RESUME res  RIGHT cuf1  SAVE sav  SBEG BEG  SCANCEL CAN  SCOMMAND CMD
    SCOPY CPY  SCREATE CRT  SDC DC  SDL DL  SELECT slt  SEND END  SEOL EOL  SEXIT EXT  SF ind  SFIND FND  SHELP HLP
    SHOME HOM  SIC IC  SLEFT LFT  SMESSAGE MSG  SMOVE MOV  SNEXT NXT  SOPTIONS OPT  SPREVIOUS PRV  SPRINT PRT  SR ri
    SREDO RDO  SREPLACE RPL  SRIGHT RIT  SRSUME RES  SSAVE SAV  SSUSPEND SPD  STAB hts  SUNDO UND  SUSPEND spd
    UNDO und  UP cuu1
"""
_words = _NAMES.split()
_capability_names = {
    getattr(_curses, "KEY_" + key): "k" + name for key, name in zip(_words[::2], _words[1::2])
}
for _number in range(64):
    _capability_names[_curses.KEY_F0 + _number] = f"kf{_number}"


def has_key(ch):
    """Whether the terminal has a key, which is given as a number or a character."""
    if isinstance(ch, str):
        ch = ord(ch)
    name = _capability_names.get(ch)
    return name is not None and bool(_curses.tigetstr(name))
