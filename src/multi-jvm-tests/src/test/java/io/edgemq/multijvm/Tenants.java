package io.edgemq.multijvm;

/// The tenants of the tests, for a node's settings.
final class Tenants {
  /// Publishes to `acme/plant`.
  static final String KEY = "ing_live_acme5plant5acme5plant5acme5plant5";

  /// Publishes to `globex/site`.
  static final String OTHER_KEY = "ing_live_globex5site5globex5site5globex5site5";

  /// Publishes to `acme/depot`.
  static final String DEPOT_KEY = "ing_live_acme5depot5acme5depot5acme5depot5";

  /// `acme` with the endpoints `plant` and `depot`, `globex` with `site`.
  static final String SETTINGS =
      """
      edgemq.bootstrap.tenants {
        acme {
          plan = enterprise
          endpoints { plant {}, depot {} }
          keys = [
            { name = device, key = %s, endpoint = plant }
            { name = depot, key = %s, endpoint = depot }
          ]
        }
        globex {
          plan = enterprise
          endpoints { site {} }
          keys = [ { name = device, key = %s } ]
        }
      }
      """
          .formatted(KEY, DEPOT_KEY, OTHER_KEY);

  private Tenants() {}
}
