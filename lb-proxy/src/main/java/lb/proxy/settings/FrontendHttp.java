package lb.proxy.settings;

/**
 * What a frontend of mode http does to messages.
 *
 * @param forwardedFor whether requests get an {@code X-Forwarded-For} with the client's address
 */
public record FrontendHttp(boolean forwardedFor) {
    /** Messages as they come. */
    public static final FrontendHttp STANDARD = new FrontendHttp(false);
}
