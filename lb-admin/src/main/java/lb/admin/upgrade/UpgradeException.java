package lb.admin.upgrade;

/** An upgrade that did not come about; the message says why, in a sentence. */
public final class UpgradeException extends Exception {
    private static final long serialVersionUID = 1;

    public UpgradeException(String why) {
        super(why);
    }

    /** For the reason that another one gives. */
    public UpgradeException(Exception cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }

    public UpgradeException(String why, Throwable cause) {
        super(why, cause);
    }
}
