package lb.admin.haproxy;

import java.util.List;
import lb.admin.foreign.Draft;

/**
 * A section that becomes one object of our configuration.
 *
 * @param draft that object
 * @param names of a {@code userlist}
 */
record SectionDraft(Section section, Draft draft, Global global, UserNames names) implements Scope {
    SectionDraft(Section section, Draft draft, Global global) {
        this(section, draft, global, UserNames.of(section.kind() == Context.USERLIST ? section.lines() : List.of()));
    }

    @Override
    public Draft commented(Keyword<?> keyword) {
        return draft;
    }

    @Override
    public Draft whole() {
        return draft;
    }
}
