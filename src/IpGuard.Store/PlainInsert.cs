using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace IpGuard.Store;

/// <summary>Inserts rows by one prepared command a table, without the change tracker, for what many clients file at once. Names, columns
/// and conversions are the model's own.</summary>
public static class PlainInsert
{
    /// <summary>Inserts all, in their order, within the context's transaction. Keys that the database makes are not read back.</summary>
    /// <exception cref="InvalidOperationException">Without a transaction, or for any viewer but the house: what a holder writes is
    /// checked row by row by <c>SaveChanges</c>.</exception>
    public static async Task InsertAllAsync<T>(this GuardDb db, IReadOnlyList<T> rows, CancellationToken stop)
        where T : class
    {
        if (rows.Count == 0)
            return;
        if (db.Database.CurrentTransaction?.GetDbTransaction() is not { } transaction || !db.Viewer.IsHouse)
            throw new InvalidOperationException("expected a transaction of the house");
        var entity = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"expected a table of {typeof(T).Name}");
        var columns = entity.GetProperties().Where(p => p.ValueGenerated == ValueGenerated.Never).ToList();
        await using var insert = transaction.Connection!.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText =
            $"INSERT INTO \"{entity.GetTableName()}\" ({string.Join(", ", columns.Select(c => $"\"{c.GetColumnName()}\""))}) "
            + $"VALUES ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})";
        var parameters = columns.Select((c, i) => Parameter(insert, c, i)).ToList();
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Count; i++)
                parameters[i].Value = ValueOf(columns[i], row);
            await insert.ExecuteNonQueryAsync(stop);
        }
    }

    static DbParameter Parameter(DbCommand insert, IProperty column, int no)
    {
        var parameter = column.GetRelationalTypeMapping().CreateParameter(insert, $"@p{no}", null, nullable: true);
        insert.Parameters.Add(parameter);
        return parameter;
    }

    static object ValueOf(IProperty column, object row)
    {
        var value = column.GetGetter().GetClrValue(row);
        if (value is null)
            return DBNull.Value;
        if (value is Enum member)
            value = Convert.ChangeType(member, Enum.GetUnderlyingType(member.GetType()), System.Globalization.CultureInfo.InvariantCulture);
        else if (column.GetRelationalTypeMapping().Converter is { } converter)
            value = converter.ConvertToProvider(value) ?? DBNull.Value;
        return value;
    }
}
