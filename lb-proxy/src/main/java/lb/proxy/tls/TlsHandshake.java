package lb.proxy.tls;

/** Who waits for a handshake: one of these is told, once, unless the connection is closed before. On its event loop. */
public interface TlsHandshake {
    /** The peer is who it should be, and bytes may pass. */
    void established(TlsStream stream);

    /** It has come to nothing, and the peer was told; closing the connection is up to who is told. */
    void failed(Exception cause);
}
