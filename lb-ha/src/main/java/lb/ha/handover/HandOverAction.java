package lb.ha.handover;

/** What a step of a hand-over asks for; to be done in the order given. */
sealed interface HandOverAction {
    /** Send to a peer. */
    record Send(String peer, Message message) implements HandOverAction {
        /** A message that says no more than what it is, and of what. */
        static Send of(String peer, Message.Kind kind, String unit, long epoch) {
            return new Send(peer, new Message(kind, unit, epoch, 0));
        }
    }

    /** Lead the clients away; {@link HandOverEvent.ClientsAway} follows. */
    record LeadAway(long epoch, long drainNanos) implements HandOverAction {}

    /** Let clients in as ever: the addresses are gone, or stay. */
    record LetIn() implements HandOverAction {}

    /**
     * Say priority 0 and remove the addresses; {@link HandOverEvent.Gone} follows.
     *
     * @param yielded whether only where a person still wants it
     */
    record LetGo(String why, boolean yielded) implements HandOverAction {}

    /** Become master at once; {@link HandOverEvent.Taken} follows. */
    record TakeOver(String why) implements HandOverAction {}

    /** Tell a person. */
    record Tell(String sentence) implements HandOverAction {}
}
