package lb.ha.lifeline;

/** Who is told of lifelines. Called on the lifeline's thread; must not block or throw. */
public interface LifelineEvents {
    /** What has become of one, in a sentence; repeated ones are already held back. */
    void notice(String sentence);

    /** Something a person should know, in a sentence; repeated ones are already held back. */
    void warning(String sentence);
}
