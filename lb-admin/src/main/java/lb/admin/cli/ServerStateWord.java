package lb.admin.cli;

import java.util.Locale;

/** What somebody wants of a server, and the command that says so. */
enum ServerStateWord {
    READY("Has a server take traffic again."),
    DRAIN("Gives a server nothing new, but for clients that belong to it."),
    MAINT("Takes a server out for maintenance: it gets nothing, and is not checked.");

    private final String description;

    ServerStateWord(String description) {
        this.description = description;
    }

    /** The name of the command, and HAProxy's word. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String description() {
        return description;
    }
}
