package io.edgemq.views.check;

/// The example of docs/views.md.
final class Example {
  static final String FLOW =
      """
      name: temperature_readings
      version: 1
      format: json
      definition:
        columns:
          - name: device_id
            expr: { json_path: "$.device_id" }
            type: varchar
            required: true
          - name: temperature
            expr: { json_path: "$.temp" }
            type: double
          - name: mqtt_topic
            expr: { meta: topic }
            type: varchar
        transform:
          where: { fn: like, args: [ { meta: topic }, { lit: "sensors/%/temperature" } ] }
        output:
          format: parquet
          partition_by:
            - name: dt
              expr: { fn: date, args: [ { meta: timestamp_ms } ] }
              type: date
      """;

  static final String BLOCK =
      """
      name: temperature_readings
      version: 1
      format: json
      definition:
        columns:
          - name: device_id
            expr:
              json_path: "$.device_id"
            type: varchar
            required: true
          - name: temperature
            expr:
              json_path: "$.temp"
            type: double
          - name: mqtt_topic
            expr:
              meta: topic
            type: varchar
        transform:
          where:
            fn: like
            args:
              - meta: topic
              - lit: "sensors/%/temperature"
        output:
          format: parquet
          partition_by:
            - name: dt
              expr:
                fn: date
                args:
                  - meta: timestamp_ms
              type: date
      """;

  /// With all keys, all kinds of expressions and all functions that there are.
  static final String EVERYTHING =
      """
      name: everything
      version: 2147483647
      format: ndjson
      definition:
        unnest: { json_path: "$.readings" }
        columns:
          - { name: a, expr: { item: "$.value" }, type: "decimal(38, 10)", default: 0.5 }
          - { name: b, expr: { json_path: $ }, type: json, on_error: drop }
          - { name: c, expr: { json_path: "$['a b'][0].c" }, type: list(varchar), on_error: null }
          - { name: d, expr: { lit: 12345678901234567890 }, type: double, on_error: dead_letter }
          - { name: e, expr: { meta: topic }, type: varchar, required: true, default: none }
          - { name: t1, expr: { item: $.a }, type: boolean, default: false }
          - { name: t2, expr: { item: $.a }, type: tinyint, default: -128 }
          - { name: t3, expr: { item: $.a }, type: smallint, default: "0" }
          - { name: t4, expr: { item: $.a }, type: integer, default: 0x7fffffff }
          - { name: t5, expr: { item: $.a }, type: bigint, default: 9223372036854775807 }
          - { name: t6, expr: { item: $.a }, type: float, default: 1e3 }
          - { name: t7, expr: { item: $.a }, type: date, default: 2026-01-31 }
          - { name: t8, expr: { item: $.a }, type: time, default: "12:30" }
          - { name: t9, expr: { item: $.a }, type: timestamp, default: 2026-01-31T12:30:00.5Z }
          - { name: t10, expr: { item: $.a }, type: blob, default: abc }
          - name: compare
            expr: { fn: and, args: [
              { fn: eq, args: [ { item: $.a }, { lit: 1 } ] },
              { fn: ne, args: [ { item: $.a }, { lit: x } ] },
              { fn: lt, args: [ { meta: offset }, { lit: 1.5 } ] },
              { fn: le, args: [ { meta: offset }, { item: $.b } ] },
              { fn: gt, args: [ { meta: epoch }, { fn: add, args: [ { meta: segment }, { meta: partition } ] } ] },
              { fn: ge, args: [ { meta: format }, { lit: "3" } ] },
              { fn: in, args: [ { meta: tenant }, { lit: a }, { lit: b }, { lit: null } ] },
              { fn: between, args: [
                { fn: epoch_ms, args: [ { meta: timestamp_ms } ] },
                { lit: 2026-01-01 }, { lit: "2026-02-01 00:00:00" } ] },
              { fn: is_null, args: [ { meta: topic } ] },
              { fn: is_not_null, args: [ { item: $ } ] } ] }
            type: boolean
          - name: logic
            expr: { fn: if, args: [
              { fn: or, args: [ { item: $.yes }, { fn: not, args: [ { item: $.no } ] } ] },
              { fn: coalesce, args: [ { item: $.a }, { lit: 0 } ] },
              { fn: nullif, args: [ { meta: payload_size }, { lit: 0 } ] } ] }
            type: bigint
          - name: text
            expr: { fn: concat, args: [
              { fn: like, args: [ { meta: topic }, { lit: "a%" } ] },
              { fn: ilike, args: [ { meta: topic }, { lit: "A%" } ] },
              { fn: starts_with, args: [ { meta: topic }, { lit: a } ] },
              { fn: ends_with, args: [ { meta: topic }, { lit: a } ] },
              { fn: contains, args: [ { meta: topic }, { lit: a } ] },
              { fn: regexp_matches, args: [ { meta: topic }, { lit: "^a+$" } ] },
              { fn: regexp_extract, args: [ { meta: topic }, { lit: "(a)(b)" }, { lit: 2 } ] },
              { fn: lower, args: [ { meta: endpoint } ] },
              { fn: upper, args: [ { meta: instance } ] },
              { fn: trim, args: [ { item: $.s } ] },
              { fn: substring, args: [ { item: $.s }, { lit: 1 }, { lit: 3 } ] },
              { fn: replace, args: [ { item: $.s }, { lit: a }, { lit: b } ] },
              { fn: split_part, args: [ { item: $.s }, { lit: "/" }, { lit: 2 } ] },
              { fn: length, args: [ { item: $.s } ] },
              { fn: md5, args: [ { item: $.s } ] },
              { fn: sha256, args: [ { item: $.s } ] } ] }
            type: varchar
          - name: topic
            expr: { fn: if, args: [
              { fn: topic_matches, args: [ { meta: topic }, { lit: "a/+/b/#" } ] },
              { fn: topic_level, args: [ { meta: topic }, { lit: 2 } ] }, { lit: null } ] }
            type: varchar
          - name: number
            expr: { fn: add, args: [
              { fn: sub, args: [ { item: $.a }, { lit: 1 } ] },
              { fn: mul, args: [
                { fn: div, args: [ { item: $.a }, { lit: 2 } ] },
                { fn: mod, args: [
                  { fn: abs, args: [ { item: $.a } ] },
                  { fn: round, args: [ { item: $.a }, { fn: floor, args: [
                    { fn: ceil, args: [ { fn: least, args: [
                      { item: $.a },
                      { fn: greatest, args: [ { lit: 1 }, { fn: round, args: [ { lit: 2.5 } ] } ] }
                    ] } ] } ] } ] } ] } ] } ] }
            type: double
          - name: cast
            expr: { fn: try_cast, args: [ { item: $.a }, { lit: "list(decimal(10,2))" } ] }
            type: list(double)
          - name: times
            expr: { fn: concat, args: [
              { fn: date, args: [ { item: $.at } ] },
              { fn: date_trunc, args: [ { lit: hour }, { meta: timestamp_ms } ] },
              { fn: year, args: [ { lit: 2026-01-01 } ] },
              { fn: month, args: [ { item: $.at } ] },
              { fn: day, args: [ { item: $.at } ] },
              { fn: hour, args: [ { fn: try_cast, args: [ { item: $.at }, { lit: time } ] } ] },
              { fn: to_epoch_ms, args: [ { fn: epoch_ms, args: [ { item: $.at } ] } ] },
              { fn: strftime, args: [ { item: $.at }, { lit: "%Y-%-m-%d %% %g" } ] } ] }
            type: varchar
          - name: json
            expr: { fn: concat, args: [
              { fn: json_type, args: [ { item: $ } ] },
              { fn: json_array_length, args: [ { item: $.list } ] },
              { fn: json_extract, args: [ { item: $ }, { lit: "$.a" } ] } ] }
            type: varchar
        rescue: rest
        transform:
          where: { json_path: $.ok }
        output:
          format: csv
          partition_by:
            - { name: dt, expr: { fn: date, args: [ { meta: timestamp_ms } ] }, type: date }
            - { name: e, expr: { meta: topic }, type: varchar }
            - { name: n, expr: { item: $.n }, type: "decimal(10,2)" }
            - { name: h, expr: { fn: hour, args: [ { meta: timestamp_ms } ] }, type: tinyint }
          sort_by: [ t9, a ]
      """;

  private Example() {}
}
