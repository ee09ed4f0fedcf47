package lb.admin.haproxy;

import lb.admin.foreign.Draft;

/**
 * A section that becomes one object of our configuration.
 *
 * @param draft that object
 */
record SectionDraft(Section section, Draft draft, Global global) implements Scope {
    @Override
    public Draft commented(Keyword<?> keyword) {
        return draft;
    }

    @Override
    public Draft whole() {
        return draft;
    }
}
