package lb.ha.cloud;

/** Who wants to know what the clouds do. Called on the thread {@code lb-cloud}: must not block and must not throw. */
public interface CloudEvents {
    /** Something has gone as it should, in a sentence that names the virtual router. */
    void told(String sentence);

    /** Something has not. */
    void failed(String sentence);
}
