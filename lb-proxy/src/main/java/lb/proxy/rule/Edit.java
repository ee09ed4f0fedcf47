package lb.proxy.rule;

import lb.proxy.route.Subject;

/** Changes something of a message, and its list goes on. Immutable, on any thread. */
sealed interface Edit extends Step permits FieldEdit, StartLineEdit, LogEdit {
    /**
     * Does it.
     *
     * @return false where it cannot be done: the head would be too long, or not well-formed
     */
    boolean apply(Subject subject, HeadEditor head);
}
