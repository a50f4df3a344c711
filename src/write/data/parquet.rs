//! The long form as Parquet: amounts are decimals, never floats, and have one type in all files, so that many drafts load as one table.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use rust_decimal::Decimal;

use super::Figure;
use super::package::LONG;

/// Decimals of every amount: as many as a draft keeps, so that files of different drafts have one type.
pub const SCALE: u32 = 12;
/// Digits of every amount.
const PRECISION: i32 = 38;

/// The figures as a Parquet file.
///
/// # Errors
/// An amount with more decimals than a draft keeps; in Chinese.
pub fn parquet(figures: &[Figure]) -> Result<Vec<u8>, String> {
    let amounts =
        figures.iter().map(|figure| scaled(figure.amount)).collect::<Option<Vec<i128>>>().ok_or("有的数小数位太多，写不成 Parquet 文件。")?;
    write(figures, &amounts).map_err(|error| format!("写不成 Parquet 文件（{error}）。"))
}

/// An amount as a whole number of its smallest part.
fn scaled(amount: Decimal) -> Option<i128> {
    let more = SCALE.checked_sub(amount.scale())?;
    amount.mantissa().checked_mul(10_i128.checked_pow(more)?)
}

fn schema() -> Result<Type, ParquetError> {
    let text = || LogicalType::String;
    let fields = LONG.iter().map(|name| {
        let field = match *name {
            "year" => Type::primitive_type_builder(name, Physical::INT32).with_repetition(Repetition::OPTIONAL).build()?,
            "amount" => Type::primitive_type_builder(name, Physical::FIXED_LEN_BYTE_ARRAY)
                .with_repetition(Repetition::REQUIRED)
                .with_length(16)
                .with_logical_type(Some(LogicalType::decimal(SCALE.cast_signed(), PRECISION)))
                .with_precision(PRECISION)
                .with_scale(SCALE.cast_signed())
                .build()?,
            _ => Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                .with_repetition(Repetition::REQUIRED)
                .with_converted_type(ConvertedType::UTF8)
                .with_logical_type(Some(text()))
                .build()?,
        };
        Ok(Arc::new(field))
    });
    Type::group_type_builder("figures").with_fields(fields.collect::<Result<Vec<_>, ParquetError>>()?).build()
}

fn write(figures: &[Figure], amounts: &[i128]) -> Result<Vec<u8>, ParquetError> {
    let properties = WriterProperties::builder().set_created_by("Gongkai".to_owned()).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema()?), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    let texts: [fn(&Figure) -> &str; 9] = [
        |figure| &figure.unit_code,
        |figure| &figure.unit_name,
        |figure| &figure.form,
        |figure| &figure.title,
        |figure| &figure.row_code,
        |figure| &figure.row_name,
        |figure| &figure.column,
        |figure| figure.fund,
        |figure| figure.money_unit,
    ];
    let mut texts = texts.into_iter();
    for name in LONG {
        match name {
            "year" => years(&mut group, figures)?,
            "amount" => decimals(&mut group, amounts)?,
            _ => {
                if let (Some(text), Some(mut column)) = (texts.next(), group.next_column()?) {
                    let values: Vec<ByteArray> = figures.iter().map(|figure| ByteArray::from(text(figure))).collect();
                    column.typed::<ByteArrayType>().write_batch(&values, None, None)?;
                    column.close()?;
                }
            }
        }
    }
    group.close()?;
    writer.into_inner()
}

fn years(group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, figures: &[Figure]) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    let values: Vec<i32> = figures.iter().filter_map(|figure| figure.year).map(i32::from).collect();
    let present: Vec<i16> = figures.iter().map(|figure| i16::from(figure.year.is_some())).collect();
    column.typed::<Int32Type>().write_batch(&values, Some(&present), None)?;
    column.close()
}

fn decimals(group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, amounts: &[i128]) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    let values: Vec<FixedLenByteArray> = amounts.iter().map(|amount| ByteArray::from(amount.to_be_bytes().to_vec()).into()).collect();
    column.typed::<FixedLenByteArrayType>().write_batch(&values, None, None)?;
    column.close()
}
