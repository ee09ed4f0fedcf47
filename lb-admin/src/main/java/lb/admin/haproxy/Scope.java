package lb.admin.haproxy;

import lb.admin.foreign.Draft;

/** What the lines of a section are translated with. */
interface Scope {
    /** Where the comments of a line belong that begins with this keyword. */
    Draft commented(Keyword<?> keyword);

    /** The section, for what is said of nothing in it. */
    Draft whole();
}
