package lb.proxy.route;

import java.util.List;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Sample;

/** Tells which conditions ask for the name in the hello of a TLS client, so that it has to be waited for. */
public final class AskedServerName {
    private AskedServerName() {}

    /** Whether this one does. */
    public static boolean isIn(Condition condition) {
        return switch (condition) {
            case Condition.All(List<Condition> all) -> all.stream().anyMatch(AskedServerName::isIn);
            case Condition.Any(List<Condition> any) -> any.stream().anyMatch(AskedServerName::isIn);
            case Condition.Not(Condition inner) -> isIn(inner);
            case Condition.Name name -> isIn(name.sample());
            case Condition.Text text -> isIn(text.sample());
            case Condition.Present present -> isIn(present.sample());
            case Condition.Number number -> isIn(number.sample());
            case Condition.Address address -> isIn(address.sample());
            case Condition.Source _, Condition.Constant _, Condition.Credentials _ -> false;
        };
    }

    private static boolean isIn(Sample sample) {
        return sample instanceof Sample.ServerName || sample instanceof Sample.Length(Sample.ServerName _);
    }
}
