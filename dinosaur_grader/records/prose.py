r"""What a student wrote for a person to mark, shown as it was meant: prose as Markdown,
with formulas.

An allow-list: the text is parsed by markdown-it, and only what is known here is written
again, as Markdown that nbgrader, Jupyter and our page draw alike. In a text each mark
that could mean something is an entity, and `$` and `\`, which MathJax would find behind
an entity, are look-alikes. What nbconvert makes of it is looked at before it is believed.
A text that is too large or too deep, or draws anything else, is `inert` as a whole.
"""

from __future__ import annotations

import functools
import re
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.dollarmath import dollarmath_plugin

from dinosaur_grader.printable import clean, inert

LONGEST = 30_000  # characters that are read, and that are written: an essay
MAX_NODES, DEEPEST = 5_000, 12
MAX_FORMULAS, LONGEST_FORMULA, MAX_GROUPS = 200, 1_000, 100
OURS = "\u2060"  # in each heading: nbconvert makes it an id, which so is none of the page's
ADDRESS = re.compile(r"https?://[\w/?=&.:,;%~+#@()-]+", re.ASCII | re.IGNORECASE)
# all but these, and what stands behind a letter and before none that it could act with
MARKS = re.compile(r"(?![,;?'\"()])(?!(?<=[^\W\d_])[.:!-](?=[\w ]|$))[!-/:-@\[-`{-~]", re.M)
SHOWN = str.maketrans("<$\\`|", "\uff1c\uff04\uff3c\u02cb\uff5c")
COMMANDS = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu "
    "nu xi pi rho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi "
    "Sigma Upsilon Phi Psi Omega frac dfrac tfrac binom sqrt sum prod int iint oint lim "
    "limsup liminf max min sup inf arg log ln exp sin cos tan sinh cosh tanh arcsin arccos "
    "arctan det dim ker gcd deg Pr hat bar vec dot ddot tilde widehat widetilde overline "
    "underline overbrace underbrace left right middle big Big bigg Bigg bigl bigr Bigl Bigr "
    "cdot cdots ldots dots vdots ddots times div pm mp ast star circ bullet oplus otimes odot "
    "cap cup setminus subset subseteq supset supseteq in notin ni forall exists neg land lor "
    "wedge vee emptyset varnothing infty partial nabla ell hbar Re Im aleph leq le geq ge neq "
    "ne lt gt ll gg approx equiv sim simeq cong propto mid parallel perp to mapsto gets "
    "leftarrow rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow implies iff "
    "uparrow downarrow longrightarrow Longrightarrow langle rangle lfloor rfloor lceil rceil "
    "lbrace rbrace vert Vert mathbb mathbf mathcal mathrm mathit mathsf mathfrak boldsymbol "
    "operatorname text textbf textit textrm quad qquad prime top bot angle triangle dagger "
    "not limits nolimits displaystyle textstyle cr"
)
ENVIRONMENTS = "(?:[pbvBV]?matrix|cases|aligned|array)"
ALLOWED = re.compile(
    rf"(?:[^\\]|\\(?:begin|end)\{{{ENVIRONMENTS}\}}"
    rf"|\\(?:{COMMANDS.replace(' ', '|')})(?![A-Za-z])|\\[,;:!{{}}|\\ #&_])+"
)
ELEMENTS = re.compile(
    r"</?(?:p|h[1-6]|em|strong|[uo]l|li|pre|code|blockquote|table|t(?:head|body|r|h|d))>|</a>"
    r'|<[bh]r />|<ol start="\d+">|<a href="https?://[^"<>]*">'
    # a heading's, which nbconvert gives it: its id is none of the page's own
    rf'|<h[1-6] id="[^"<>]*{quote(OURS)}">|<a class="anchor-link" href="#[^"<>]*">'
)


class _NotShown(Exception):
    """Ends the writing of a text that is shown inert; never leaves this module."""


def prose(text: str) -> str:
    """Return `text` as Markdown of which nothing acts and nothing is loaded. Doing it
    twice changes nothing more."""
    text = clean(text)
    # as it was shown before, or more than would be read
    if text == inert(text) or len(text) > LONGEST:
        return inert(text)
    try:
        written = _Writer().blocks(_parsed(text))
    except _NotShown:
        return inert(text)
    return written if len(written) <= LONGEST and _is_drawn_safely(written) else inert(text)


def page(text: str) -> str:
    """Return the HTML of `prose` for a page of ours: a link shows its address, a formula
    is text."""
    return str(_parser().render(prose(text))).replace(OURS, "")


@functools.cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 2 * DEEPEST})
    # a definition far away, a picture from elsewhere: both stay what was typed
    parser.enable("table").disable(["reference", "image"])
    parser.validateLink = lambda url: bool(ADDRESS.fullmatch(url))
    dollarmath_plugin(
        parser,
        allow_labels=False,
        allow_digits=False,  # prices
        allow_space=False,
        allow_blank_lines=False,
        double_inline=True,
        renderer=lambda formula, _: escapeHtml(f"${formula}$"),
    )
    # the page has its own headings
    parser.add_render_rule("heading_open", lambda *_: "<p><strong>")
    parser.add_render_rule("heading_close", lambda *_: "</strong></p>\n")
    return parser


def _parsed(text: str) -> SyntaxTreeNode:
    lines = text.splitlines()
    # a row may be shorter than its table, whose cells are made all the same
    if len(lines) * max((line.count("|") for line in lines), default=0) > MAX_NODES:
        raise _NotShown
    tokens = _parser().parse(text)
    every = [token for one in tokens for token in (one, *(one.children or ()))]
    levels = [
        one.level + inner.level for one in tokens for inner in (one, *(one.children or ()))
    ]
    if len(every) > MAX_NODES or max(levels, default=0) > DEEPEST:
        raise _NotShown
    return SyntaxTreeNode(tokens)


class _Writer:
    """Writes what is allowed of one text; whatever has no method of its name is not."""

    def __init__(self) -> None:
        self.formulas = 0

    def blocks(self, node: SyntaxTreeNode) -> str:
        return "\n\n".join(self.write(each) for each in node.children)

    def write(self, node: SyntaxTreeNode) -> str:
        write = getattr(self, f"_{node.type}", None)
        if write is None:
            raise _NotShown
        return write(node)

    def _inline(self, node: SyntaxTreeNode) -> str:
        written = ""
        for each in node.children:
            piece = self.write(each)
            # two formulas side by side are not a larger one
            written += f" {piece}" if written[-1:] == piece[:1] == "$" else piece
        return written

    def _paragraph(self, node: SyntaxTreeNode) -> str:
        return self._inline(node).strip()

    def _line(self, node: SyntaxTreeNode) -> str:
        return " ".join(self._inline(node).split())

    def _text(self, node: SyntaxTreeNode) -> str:
        return _plain(node.content)

    def _softbreak(self, node: SyntaxTreeNode) -> str:
        return "\n"

    def _hardbreak(self, node: SyntaxTreeNode) -> str:
        return "  \n"

    def _em(self, node: SyntaxTreeNode) -> str:
        return f"*{self._inline(node)}*"

    def _strong(self, node: SyntaxTreeNode) -> str:
        return f"**{self._inline(node)}**"

    def _code_inline(self, node: SyntaxTreeNode) -> str:
        return f"`{_shown(node.content)}`"

    def _link(self, node: SyntaxTreeNode) -> str:
        """Write the address where it can be read; a text before it claims nothing."""
        address, said = str(node.attrs["href"]), self._inline(node)
        return f"<{address}>" if said == _plain(address) else f"{said} (<{address}>)"

    def _math_inline(self, node: SyntaxTreeNode) -> str:
        return self.formula(node, "$")

    def _math_block(self, node: SyntaxTreeNode) -> str:
        return self.formula(node, "$$")

    _math_inline_double = _math_block

    def formula(self, node: SyntaxTreeNode, mark: str) -> str:
        """Write a formula of common commands on one line; any other one as text."""
        self.formulas += 1
        if self.formulas > MAX_FORMULAS:
            raise _NotShown
        found = _formula(node.content.strip())
        if not found:
            return _plain(f"{node.markup}{node.content}{node.markup}")
        mark = "$$" if "\\begin" in found else mark
        return f"{mark}{found}{mark}"

    def _heading(self, node: SyntaxTreeNode) -> str:
        return f"{'#' * int(node.tag[1])} {self._line(node)}&#{ord(OURS)};"

    def _hr(self, node: SyntaxTreeNode) -> str:
        return "---"

    def _fence(self, node: SyntaxTreeNode) -> str:
        return f"```\n{_shown(node.content.rstrip())}\n```"

    _code_block = _fence

    def _blockquote(self, node: SyntaxTreeNode) -> str:
        return "\n".join(f"> {line}" for line in self.blocks(node).split("\n"))

    def _bullet_list(self, node: SyntaxTreeNode) -> str:
        return "\n".join(self.item(each, node.markup) for each in node.children)

    def _ordered_list(self, node: SyntaxTreeNode) -> str:
        first = int(node.attrs.get("start", 1))
        return "\n".join(
            self.item(each, f"{number}{node.markup}")
            for number, each in enumerate(node.children, first)
        )

    def item(self, node: SyntaxTreeNode, marker: str) -> str:
        """Write an item of a list, what follows its first line below that."""
        below = " " * (len(marker) + 1)
        return f"{marker} " + self.blocks(node).replace("\n", f"\n{below}")

    def _table(self, node: SyntaxTreeNode) -> str:
        rows = [row for part in node.children for row in part.children]
        lines = [" | ".join(self._line(cell) for cell in row.children) for row in rows]
        lines.insert(1, " | ".join("---" for _ in rows[0].children))
        return "\n".join(f"| {line} |" for line in lines)


def _plain(text: str) -> str:
    """Write text so that it means nothing but itself."""
    text = clean(text.replace(OURS, "")).translate({ord(c): SHOWN[ord(c)] for c in "$\\"})
    text = re.sub(r"\s+", " ", text)  # an entity may have been a line's end
    return MARKS.sub(lambda mark: f"&#{ord(mark[0])};", text)


def _shown(code: str) -> str:
    return clean(code).translate(SHOWN)


def _formula(text: str) -> str:
    """Return the formula as every renderer takes it; nothing where it is not allowed."""
    bounded = len(text) <= LONGEST_FORMULA and text.count("{") <= MAX_GROUPS
    if not (text and bounded and ALLOWED.fullmatch(text)) or {*text} & {*"$`%"}:
        return ""
    # `\\[` would begin another formula, and the others mean something in Markdown
    for mark, meant in {r"\|": r"\Vert ", "\\\\": r"\cr "}.items():
        text = text.replace(mark, meant)
    for mark, meant in {"|": r"\vert ", "*": r"\ast ", "<": r"\lt ", ">": r"\gt "}.items():
        text = text.replace(mark, meant)
    return " ".join(text.split())


def _is_drawn_safely(written: str) -> bool:
    """Check what nbconvert draws, by which formgrader and feedback are made: nothing but
    known elements, and no address but of a link."""
    from nbconvert.filters.markdown import markdown2html  # takes a second to load

    return "<" not in ELEMENTS.sub("", markdown2html(written))
