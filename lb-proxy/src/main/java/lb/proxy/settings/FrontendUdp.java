package lb.proxy.settings;

/**
 * What a frontend of mode udp lets in.
 *
 * @param maxSessions most clients at a time, 1 or more; each takes a descriptor and a local port
 */
public record FrontendUdp(int maxSessions) {
    /** Ten thousand clients. */
    public static final FrontendUdp STANDARD = new FrontendUdp(10_000);
}
