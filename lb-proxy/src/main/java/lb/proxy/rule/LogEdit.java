package lb.proxy.rule;

import lb.proxy.route.Subject;
import lb.proxy.settings.LogLevel;

/** Gives the log line its severity. */
record LogEdit(LogLevel level) implements Edit {
    @Override
    public boolean apply(Subject subject, HeadEditor head) {
        head.logAs(level);
        return true;
    }
}
